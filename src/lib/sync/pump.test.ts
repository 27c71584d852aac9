import { expect, test } from 'vitest';
import type { Timers } from './ports';
import { Pump, type Round } from './pump';

/** Timers that fire when told. */
class HandTimers implements Timers {
	readonly waiting: { delayMs: number; run: () => void }[] = [];
	after(delayMs: number, run: () => void): () => void {
		const timer = { delayMs, run };
		this.waiting.push(timer);
		return () => {
			const index = this.waiting.indexOf(timer);
			if (index >= 0) this.waiting.splice(index, 1);
		};
	}
}

const settled = async (): Promise<void> => {
	for (let i = 0; i < 20; i++) await Promise.resolve();
};

function pumpOf(rounds: Round[]): { pump: Pump; timers: HandTimers; ran: () => number } {
	const timers = new HandTimers();
	let ran = 0;
	const pump = new Pump(
		() => Promise.resolve(rounds[ran++] ?? { kind: 'done' }),
		timers,
		() => 0.5
	);
	return { pump, timers, ran: () => ran };
}

test('a failed round is tried again after a growing delay', async () => {
	const { pump, timers, ran } = pumpOf(
		Array<Round>(3).fill({ kind: 'failed', retryAfterMs: null })
	);
	const delays: number[] = [];
	pump.kick();
	for (let i = 0; i < 3; i++) {
		await settled();
		delays.push(timers.waiting[0]?.delayMs ?? NaN);
		timers.waiting[0]?.run();
	}
	expect(ran()).toBeGreaterThanOrEqual(3);
	expect(delays).toEqual([1_500, 2_500, 4_500]);
});

test('the server’s Retry-After wins over the delay', async () => {
	const { pump, timers } = pumpOf([{ kind: 'failed', retryAfterMs: 7_000 }]);
	pump.kick();
	await settled();
	expect(timers.waiting.map((timer) => timer.delayMs)).toEqual([7_000]);
});

test('kicks during a round make one more, and no two run at once', async () => {
	let running = 0;
	let most = 0;
	let ran = 0;
	const pump = new Pump(
		async () => {
			most = Math.max(most, ++running);
			ran++;
			await settled();
			running--;
			return { kind: 'done' };
		},
		new HandTimers(),
		() => 0
	);
	pump.kick();
	pump.kick();
	pump.kick();
	for (let i = 0; i < 5; i++) await settled();
	expect([most, ran]).toEqual([1, 2]);
});

test('a kick does not wait for a back-off to end, and ends it', async () => {
	const { pump, timers, ran } = pumpOf([{ kind: 'failed', retryAfterMs: null }, { kind: 'done' }]);
	pump.kick();
	await settled();
	pump.kick();
	await settled();
	expect(ran()).toBe(2);
	expect(timers.waiting).toEqual([]);
});

test('a stopped pump does nothing more', async () => {
	const { pump, timers, ran } = pumpOf([{ kind: 'wait', delayMs: 5 }]);
	pump.kick();
	await settled();
	pump.stop();
	pump.kick();
	await settled();
	expect([ran(), timers.waiting.length]).toEqual([1, 0]);
});

test('asked only if idle, a pump that waits or runs is left alone', async () => {
	const { pump, ran } = pumpOf([{ kind: 'failed', retryAfterMs: 9_000 }]);
	pump.kickIfIdle();
	pump.kickIfIdle();
	await settled();
	pump.kickIfIdle();
	await settled();
	expect(ran()).toBe(1);
});
