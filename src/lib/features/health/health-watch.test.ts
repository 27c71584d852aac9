import { expect, test } from 'vitest';
import { deriveRowId, makeUlid, type DeviceId, type PersonId } from '$lib/domain/ids';
import type { Health } from '$lib/domain/protocol/health';
import { MINUTE_MS } from '$lib/domain/time';
import type { Asked } from '$lib/features/session';
import { HealthWatch } from './health-watch.svelte';

const NOW = Date.UTC(2026, 10, 23, 6, 30, 20);
const MINUTE = NOW - 20_000;
const phone = (name: string, ops: number): Health['devices'][number] => ({
	device: deriveRowId<DeviceId>(name),
	person: deriveRowId<PersonId>(name),
	...{ name, label: '', lastSeenAt: NOW },
	waiting: ops < 0 ? null : { ops, oldestAt: NOW - MINUTE_MS }
});
const HEALTH: Health = {
	...{ version: '1', boot: makeUlid(0, () => 0), bootAt: 0, now: NOW, head: 9 },
	...{ counts: {}, databaseBytes: 1, refusals: [], backups: [], backupPlan: { cron: '', keep: 0 } },
	opsPerMinute: [
		[MINUTE - 59 * MINUTE_MS, 2],
		[MINUTE, 7]
	],
	devices: [phone('Anna', 3), phone('Ben', 0), phone('Cleo', -1)]
};

test('every minute of the last hour is there, also the quiet ones', async () => {
	const watch = new HealthWatch({
		fetchHealth: () => Promise.resolve({ kind: 'ok', answer: HEALTH })
	});
	expect(watch.minutes).toEqual([]);
	await watch.ask();
	expect(watch.minutes).toHaveLength(60);
	expect(watch.minutes[0]).toEqual({ at: MINUTE - 59 * MINUTE_MS, count: 2 });
	expect(watch.minutes[1]?.count).toBe(0);
	expect(watch.minutes.at(-1)).toEqual({ at: MINUTE, count: 7 });
	expect(watch.waiting.map(({ name }) => name)).toEqual(['Anna']);
});

test('without an answer the older figures stay, and are called old', async () => {
	let answer: Asked<Health> = { kind: 'ok', answer: HEALTH };
	const watch = new HealthWatch({ fetchHealth: () => Promise.resolve(answer) });
	await watch.ask();
	answer = { kind: 'unreachable' };
	await watch.ask();
	expect(watch.isStale).toBe(true);
	expect(watch.health).toEqual(HEALTH);
});
