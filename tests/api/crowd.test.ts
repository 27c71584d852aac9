import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveRowId } from '$lib/domain/ids';
import { membershipId } from '$lib/domain/rules/rights';
import { asRecord, type Phone } from './support/client';
import {
	accountOf,
	departmentId,
	factoryAccounts,
	factoryRows,
	personId,
	projectId,
	projectSpace,
	taskId
} from './support/factory';
import { sql, startSite, type Site } from './support/site';
import type { DemoRow } from '../../pocketbase/hooks/demo-script';

const CROWD = 64;
const WRITERS = 32;
const OPS_PER_WRITER = 20;
const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;

const workers = Array.from({ length: CROWD }, (_, i) => `worker ${String(i)}`);
const jobOf = (worker: string): string => `job of ${worker}`;

function crowdRows(): DemoRow[] {
	return workers.flatMap((name): DemoRow[] => [
		{
			kind: 'people',
			row: { id: personId(name), name, active: true, department: departmentId('making') }
		},
		{
			kind: 'memberships',
			row: {
				id: membershipId(projectId('ours'), personId(name)),
				project: projectId('ours'),
				person: personId(name),
				role: 'member'
			}
		},
		{
			kind: 'tasks',
			row: {
				id: taskId(jobOf(name)),
				project: projectId('ours'),
				title: name,
				owner: personId(name)
			}
		}
	]);
}

let site: Site;
let phones: Phone[];
beforeAll(async () => {
	site = await startSite({
		rows: [...factoryRows(), ...crowdRows()],
		accounts: [...factoryAccounts(), ...workers.map(accountOf)],
		pushes: []
	});
	phones = await Promise.all(workers.map((name) => site.phone(name)));
});
afterAll(() => site.stop());

test('64 people tap once within a second: every tap is applied', async () => {
	const sent = phones.map(async (phone, i) => {
		await new Promise((resolve) => setTimeout(resolve, (i * 1000) / CROWD));
		return await phone.give('task.report', {
			task: taskId(jobOf(workers[i] ?? '')),
			status: 'late',
			before
		});
	});
	const outcomes = (await Promise.all(sent)).map((result) => result.outcome);
	expect(outcomes).toEqual(Array.from({ length: CROWD }, () => 'applied'));
});

test('64 people tap at the very same moment: every tap is applied', async () => {
	const sent = phones.map((phone, i) =>
		phone.give('task.report', {
			task: taskId(jobOf(workers[i] ?? '')),
			status: 'in_progress',
			note: 'at once',
			before
		})
	);
	const outcomes = (await Promise.all(sent)).map((result) => result.outcome);
	expect(outcomes).toEqual(Array.from({ length: CROWD }, () => 'applied'));
});

test('a poller that follows its cursor misses no write of 32 concurrent writers', async () => {
	const poller = await site.phone('admin', 'poller');
	let { cursors } = await poller.pullAll([projectSpace('ours')]);
	const seen = new Set<string>();
	let writing = true;
	const poll = async (): Promise<void> => {
		for (let last = false; !last;) {
			// Asked before, so that the last round begins after the last write.
			last = !writing;
			const page = await poller.pull(cursors, [projectSpace('ours')]);
			for (const row of page.rows) if (row.kind === 'status_events') seen.add(row.id);
			cursors = page.cursors;
		}
	};
	const polling = poll();
	const expected = new Set<string>();
	await Promise.all(
		phones.slice(0, WRITERS).map(async (phone, i) => {
			for (let round = 0; round < OPS_PER_WRITER; round++) {
				const op = phone.op('task.report', {
					task: taskId(jobOf(workers[i] ?? '')),
					status: round % 2 === 0 ? 'late' : 'in_progress',
					before
				});
				const [result] = await phone.push(op);
				if (result?.outcome === 'applied') expected.add(deriveRowId(op.id, 'event'));
			}
		})
	);
	writing = false;
	await polling;
	expect(expected.size).toBe(WRITERS * OPS_PER_WRITER);
	expect([...expected].filter((id) => !seen.has(id))).toEqual([]);
});

test('every op of the crowd has a place of its own on the counter', async () => {
	const rows = await sql(
		site.root,
		`SELECT count(*), count(DISTINCT json_extract(result, '$.mark.seq')), max(json_extract(result, '$.mark.seq')) FROM ops`
	);
	const [ops, places, highest] = (rows[0] ?? []).map(Number);
	expect(ops).toBeGreaterThanOrEqual(CROWD * 2 + WRITERS * OPS_PER_WRITER);
	expect(places).toBe(ops);
	const status = await site.nobody.mustSend('GET', '/api/muster/status');
	expect(Number(asRecord(status)['head'])).toBeGreaterThan(highest ?? Infinity);
});
