import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onWakeUps } from './wake-ups';

class Page extends EventTarget {
	visibilityState: 'visible' | 'hidden' = 'visible';
}
class Connection extends EventTarget {
	constructor(public type?: string) {
		super();
	}
}

let page: Page;
let browser: EventTarget;
let woken: boolean[];

beforeEach(() => {
	vi.useFakeTimers();
	[page, browser, woken] = [new Page(), new EventTarget(), []];
	vi.stubGlobal('document', page);
	vi.stubGlobal('window', browser);
	vi.stubGlobal('navigator', {});
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

const start = (): (() => void) => onWakeUps((connectionChanged) => woken.push(connectionChanged));
function turn(visibilityState: Page['visibilityState']): void {
	page.visibilityState = visibilityState;
	page.dispatchEvent(new Event('visibilitychange'));
}

test('a network that has come back is another connection; a focus is not', () => {
	start();
	browser.dispatchEvent(new Event('online'));
	browser.dispatchEvent(new Event('focus'));
	expect(woken).toEqual([true, false]);
});

test('a page that comes back after a long sleep has another connection', () => {
	start();
	turn('hidden');
	vi.advanceTimersByTime(5_000);
	turn('visible');
	turn('hidden');
	vi.advanceTimersByTime(31_000);
	turn('visible');
	expect(woken).toEqual([false, true]);
});

test('a page that comes back out of the browser’s cache has another connection', () => {
	start();
	browser.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
	expect(woken).toEqual([]);
	browser.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
	expect(woken).toEqual([true]);
});

test('another kind of network is another connection; another speed of the same is not', () => {
	const connection = new Connection('wifi');
	vi.stubGlobal('navigator', { connection });
	start();
	connection.dispatchEvent(new Event('change'));
	expect(woken).toEqual([]);
	connection.type = 'cellular';
	connection.dispatchEvent(new Event('change'));
	connection.dispatchEvent(new Event('change'));
	expect(woken).toEqual([true]);
});

test('a network that does not say of which kind it is may be another one each time', () => {
	const connection = new Connection();
	vi.stubGlobal('navigator', { connection });
	start();
	connection.dispatchEvent(new Event('change'));
	expect(woken).toEqual([true]);
});

test('nothing is heard after the end', () => {
	const connection = new Connection('wifi');
	vi.stubGlobal('navigator', { connection });
	const stop = start();
	stop();
	connection.type = 'cellular';
	for (const type of ['online', 'focus']) browser.dispatchEvent(new Event(type));
	connection.dispatchEvent(new Event('change'));
	turn('visible');
	expect(woken).toEqual([]);
});
