import { expect, test } from 'vitest';
import { scrollIntoReach } from './place';

const reach = { top: 320, bottom: 660 };

test('controls in reach stay where they are', () => {
	expect(scrollIntoReach({ top: 320, bottom: 400 }, reach)).toBe(0);
	expect(scrollIntoReach({ top: 580, bottom: 660 }, reach)).toBe(0);
});

test('controls above the reach come down to its start', () => {
	expect(scrollIntoReach({ top: 90, bottom: 170 }, reach)).toBe(-230);
});

test('controls under the dock come up to its edge', () => {
	expect(scrollIntoReach({ top: 640, bottom: 720 }, reach)).toBe(60);
});

test('controls taller than the reach end with it', () => {
	expect(scrollIntoReach({ top: 100, bottom: 600 }, reach)).toBe(-60);
	expect(scrollIntoReach({ top: 200, bottom: 800 }, reach)).toBe(140);
});
