import { describe, expect, test } from 'vitest';
import { IPHONE_SAFARI as IPHONE } from '../../../../tests/user-agents.table';
import { sharePlaceOf, wayByHand, type Browser } from './browser';

const IPHONE_26 = IPHONE.replace('17_5', '18_6').replace('Version/17.5', 'Version/26.0');
const IPHONE_CHROME = IPHONE.replace('Version/17.5', 'CriOS/131.0');
const IPAD = IPHONE.replace('iPhone; CPU iPhone OS', 'iPad; CPU OS');
const IPAD_AS_MAC =
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
const IPHONE_IN_APP =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const ANDROID_FIREFOX = 'Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0';
const ANDROID_CHROME =
	'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36';
const ANDROID_IN_APP = ANDROID_CHROME.replace('Pixel 7', 'Pixel 7; wv');

function way(userAgent: string, rest: Partial<Browser> = {}) {
	return wayByHand({ userAgent, touchPoints: 5, asks: false, isStandalone: false, ...rest });
}

describe('the way onto the home screen by hand', () => {
	test.each([
		['an iPhone', IPHONE],
		['another browser on an iPhone', IPHONE_CHROME],
		['an iPad', IPAD],
		['an iPad that calls itself a Mac', IPAD_AS_MAC]
	])('is shown in pictures on %s', (_name, userAgent) => {
		expect(way(userAgent)).toBe('pictures');
	});

	test('is the menu on Android where the browser does not ask by itself', () => {
		expect(way(ANDROID_FIREFOX)).toBe('menu');
		expect(way(ANDROID_CHROME, { asks: true })).toBeNull();
	});

	test('is not there inside other apps, nor on a Mac', () => {
		expect(way(IPHONE_IN_APP)).toBeNull();
		expect(way(ANDROID_IN_APP)).toBeNull();
		expect(way(IPAD_AS_MAC, { touchPoints: 0 })).toBeNull();
	});
});

test('the share button is where each browser has it', () => {
	expect(sharePlaceOf(IPHONE)).toBe('bottom');
	expect(sharePlaceOf(IPHONE_26)).toBe('more');
	expect(sharePlaceOf(IPHONE_CHROME)).toBe('top');
	expect(sharePlaceOf(IPAD)).toBe('top');
	expect(sharePlaceOf(IPAD_AS_MAC)).toBe('top');
});
