import { expect, test } from 'vitest';
import { Pace } from './pace';
import { ManualTiming } from './test-timing';

test('the first call runs at once, the next ones in steps with the newest only', () => {
	const timing = new ManualTiming();
	const pace = new Pace(timing, 250);
	const ran: string[] = [];
	for (const name of ['a', 'b', 'c']) pace.offer(() => ran.push(name));
	expect(ran).toEqual(['a']);
	timing.pass(249);
	expect(ran).toEqual(['a']);
	timing.pass(1);
	expect(ran).toEqual(['a', 'c']);
	timing.pass(100);
	pace.offer(() => ran.push('d'));
	timing.pass(150);
	expect(ran).toEqual(['a', 'c', 'd']);
});

test('after a quiet time a call runs at once again', () => {
	const timing = new ManualTiming();
	const pace = new Pace(timing, 250);
	let runs = 0;
	pace.offer(() => runs++);
	timing.pass(1_000);
	pace.offer(() => runs++);
	expect(runs).toBe(2);
});

test('stopped, it runs nothing more', () => {
	const timing = new ManualTiming();
	const pace = new Pace(timing, 250);
	let runs = 0;
	pace.offer(() => runs++);
	pace.offer(() => runs++);
	pace.stop();
	timing.pass(1_000);
	expect(runs).toBe(1);
});
