import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveRowId, makeUlid, type DeviceId, type EventId } from '$lib/domain/ids';
import type { DemoOp, DemoPush, DemoScript } from '../../pocketbase/hooks/demo-script';
import { rowOf } from './support/client';
import { factoryAccounts, factoryRows, personId, taskId } from './support/factory';
import { demoFill, startSite } from './support/site';

const start = Date.UTC(2026, 8, 1, 1);
const hourMs = 3_600_000;
const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
let n = 0;

function report(status: 'late' | 'done', more: Partial<DemoOp> = {}): DemoOp {
	n += 1;
	const clientAt = start + n * hourMs;
	return {
		id: makeUlid(clientAt, Math.random),
		n,
		name: 'task.report',
		v: 1,
		args: { task: taskId('press'), status, before },
		clientAt,
		offsetMs: 0,
		...more
	};
}

function pushOf(person: string, op: DemoOp): DemoPush {
	return {
		atMs: op.clientAt + 1000,
		person: personId(person),
		device: deriveRowId<DeviceId>('demo', person),
		ops: [op]
	};
}

const script = (...pushes: DemoPush[]): DemoScript => ({
	rows: factoryRows(),
	accounts: factoryAccounts(),
	pushes
});

let dir: string;
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'muster-fill-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('a script is played with the clock at its times, and stages a disagreement', async () => {
	const first = report('done');
	const unaware = report('late', { sawUpTo: null, expect: 'superseded' });
	const site = await startSite(script(pushOf('member', first), pushOf('lead', unaware)));
	try {
		const pulled = await (await site.phone('member')).pullAll();
		expect(rowOf(pulled, taskId('press'))['status']).toBe('done');
		// The events are older than a replica holds; the card is not.
		expect(pulled.rows.map((row) => row.kind)).toContain('conflicts');
		const event = deriveRowId<EventId>(first.id, 'event');
		const kept = await site.root.mustSend('GET', `/api/collections/status_events/records/${event}`);
		expect(kept).toMatchObject({ occurredAt: first.clientAt, receivedAt: first.clientAt + 1000 });
	} finally {
		await site.stop();
	}
});

test('an op that does not come out as the script says ends it, and names the op', async () => {
	const op = report('late');
	const { code, output } = await demoFill(join(dir, 'stranger'), script(pushOf('outsider', op)));
	expect(code).toBe(1);
	expect(output).toContain(op.id);
	expect(output).toContain('refused forbidden');
});

test('a database with people in it is left alone', async () => {
	const dataDir = join(dir, 'twice');
	expect((await demoFill(dataDir, script())).code).toBe(0);
	const again = await demoFill(dataDir, script());
	expect(again.code).toBe(1);
	expect(again.output).toContain('has people already');
});
