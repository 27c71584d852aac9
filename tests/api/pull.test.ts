import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTITIES, EVENT_DAYS_HELD, isKind } from '$lib/domain/entities';
import { deriveRowId, type TaskId } from '$lib/domain/ids';
import { MAX_ROWS_PER_PULL } from '$lib/domain/protocol/wire';
import { membershipId } from '$lib/domain/rules/rights';
import { DAY_MS } from '$lib/domain/time';
import { asRecord, rowOf } from './support/client';
import { departmentId, personId, projectId, projectSpace, taskId } from './support/factory';
import { sql, startSite, type Site } from './support/site';

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
const OURS = projectSpace('ours');
const OTHER = projectSpace('other');

describe('a pull', () => {
	test('brings the spaces one holds without asking, and lists those without rows too', async () => {
		const spaces = async (name: string): Promise<string[]> =>
			Object.keys((await (await site.phone(name)).pull()).cursors).sort();
		expect(await spaces('member')).toEqual(
			['org', `u:${personId('member')}`, OURS, projectSpace('closed')].sort()
		);
		expect(await spaces('executive')).toEqual(['org', 'portfolio', `u:${personId('executive')}`]);
		expect(await spaces('outsider')).toEqual(['org', `u:${personId('outsider')}`]);
		expect(await spaces('former')).toEqual(['org', `u:${personId('former')}`]);
	});

	test('opens further spaces to those who may read them, and calls them lost to others', async () => {
		for (const name of ['executive', 'admin', 'head']) {
			const pulled = await (await site.phone(name)).pull({}, [OURS]);
			expect(pulled.cursors).toHaveProperty(OURS);
			expect(pulled.lost).toEqual([]);
		}
		for (const name of ['outsider', 'former', 'otherHead', 'otherLead']) {
			const pulled = await (await site.phone(name)).pull({}, [OURS]);
			expect(pulled.cursors).not.toHaveProperty(OURS);
			expect(pulled.lost).toEqual([OURS]);
			expect(pulled.rows.filter((row) => row.space === OURS)).toEqual([]);
		}
	});

	test('sends a row as its entity says, and no e-mail address', async () => {
		const { rows } = await (await site.phone('member')).pullAll();
		for (const row of rows) {
			if (!isKind(row.kind)) throw new Error(`unknown kind ${row.kind}`);
			const columns = [...Object.keys(ENTITIES[row.kind].columns), 'revs'];
			expect(Object.keys(asRecord(row.data)).sort()).toEqual(columns.sort());
		}
		expect(new Set(rows.map((row) => row.kind))).toContain('people');
	});

	test('after the cursors brings what has changed since, and nothing else', async () => {
		const lead = await site.phone('lead', 'delta');
		const first = await lead.pull();
		expect((await lead.pull(first.cursors)).rows).toEqual([]);
		await lead.give('task.edit', { task: taskId('weld'), set: { title: 'Weld twice' } });
		const delta = await lead.pull(first.cursors);
		expect(delta.rows.map((row) => [row.space, row.id])).toEqual([[OURS, taskId('weld')]]);
		expect(delta.cursors[OURS]).toBe(delta.head.seq);
	});

	test('says that a space is lost when its person has left it, and starts a gained one at 0', async () => {
		const lead = await site.phone('lead', 'members');
		const outsider = await site.phone('outsider', 'guest');
		const start = await outsider.pull();
		await lead.give('member.add', {
			project: projectId('ours'),
			person: personId('outsider'),
			role: 'member'
		});
		const gained = await outsider.pull(start.cursors);
		expect(gained.rows.filter((row) => row.space === OURS).map((row) => row.id)).toContain(
			taskId('press')
		);
		await lead.give('member.remove', { project: projectId('ours'), person: personId('outsider') });
		const lost = await outsider.pull(gained.cursors);
		expect(lost.lost).toEqual([OURS]);
		expect(rowOf(lost, membershipId(projectId('ours'), personId('outsider')))['removed']).toBe(
			true
		);
	});

	test('leaves a tombstone where a task was, and brings its history and its issue where it went', async () => {
		const lead = await site.phone('lead', 'mover');
		const create = lead.op('task.create', { project: projectId('ours'), title: 'Moves' });
		const task = deriveRowId<TaskId>(create.id, 'task');
		await lead.push(create, lead.op('task.report', { task, status: 'late', before }));
		const start = await lead.pull();
		await lead.give('task.move', { task, project: projectId('second'), phase: '' });
		const { rows } = await lead.pull(start.cursors);
		const there = rows.filter((row) => row.space === projectSpace('second'));
		const moved = ['issues', 'status_events', 'tasks'];
		expect(there.map((row) => row.kind).sort()).toEqual(moved);
		const gone = rows.filter((row) => row.space === OURS);
		expect(gone.map((row) => [row.kind, row.data]).sort()).toEqual(
			moved.map((kind) => [kind, null])
		);
		const fresh = await lead.pullAll();
		expect(fresh.rows.filter((row) => row.data === null)).toEqual([]);
	});

	test('leaves out events older than a replica holds', async () => {
		const member = await site.phone('member', 'history');
		const report = member.op('task.report', { task: taskId('paint'), status: 'late', before });
		await member.push(report);
		const event = deriveRowId(report.id, 'event');
		expect(rowOf(await member.pullAll(), event)).toHaveProperty('receivedAt');
		const old = Date.now() - EVENT_DAYS_HELD * DAY_MS - 60_000;
		await sql(site.root, `UPDATE status_events SET receivedAt = ${old} WHERE id = '${event}'`);
		expect((await member.pullAll()).rows.map((row) => row.id)).not.toContain(event);
	});

	test('from a device that has seen what is not there is told to start over', async () => {
		const member = await site.phone('member', 'restored');
		const { head } = await member.pull();
		const seen = { boot: head.boot, seq: head.seq + 1 };
		expect(asRecord((await member.sendPull({ seen })).body)).toMatchObject({ reset: true });
	});

	test('of another shape is refused', async () => {
		const member = await site.phone('member');
		const code = async (request: Record<string, unknown>): Promise<unknown> => {
			const answer = await member.sendPull(request);
			return [answer.status, asRecord(answer.body)['code']];
		};
		expect(await code({ cursors: { 'p:1': 0 } })).toEqual([400, 'invalid']);
		expect(await code({ cursors: { org: -1 } })).toEqual([400, 'invalid']);
		expect(await code({ open: ['org; DROP TABLE tasks'] })).toEqual([400, 'invalid']);
		expect(await code({ proto: 9 })).toEqual([426, 'update_required']);
	});

	test('is compressed for those who can read that', async () => {
		const member = await site.phone('member');
		const answer = await member.sendPull({});
		expect(answer.headers.get('content-encoding')).toBe('gzip');
	});
});

describe('a large project', () => {
	const TASKS = 2_500;
	const space = projectSpace('large');

	beforeAll(async () => {
		await sql(
			site.root,
			`INSERT INTO projects (id, name, scenario, state, leadDepartment, timeZone) VALUES ('${projectId('large')}', 'large', 'blank', 'executing', '${departmentId('making')}', 'Asia/Shanghai')`
		);
		await sql(
			site.root,
			`INSERT INTO tasks (id, project, title, status) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${TASKS}) SELECT printf('large%010d', i), '${projectId('large')}', 'Task ' || i, 'todo' FROM n`
		);
	});

	test('comes in pages that end at one seq for every space, without gap or repeat', async () => {
		const executive = await site.phone('executive', 'pages');
		const first = await executive.pull({}, [space]);
		expect(first.more).toBe(true);
		expect(first.rows.length).toBeLessThanOrEqual(MAX_ROWS_PER_PULL);
		expect(new Set(Object.values(first.cursors)).size).toBe(1);
		const second = await executive.pull(first.cursors, [space]);
		expect(second.more).toBe(false);
		const tasks = [...first.rows, ...second.rows].filter((row) => row.kind === 'tasks');
		expect(tasks).toHaveLength(TASKS);
		expect(new Set(tasks.map((row) => row.id)).size).toBe(TASKS);
		const seqs = first.rows.filter((row) => row.space === space).map((row) => row.seq);
		expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
		expect(Math.min(...second.rows.map((row) => row.seq))).toBeGreaterThan(Math.max(...seqs));
	});

	test('a page does not move a cursor that is past its end', async () => {
		const executive = await site.phone('executive', 'uneven');
		const { head } = await executive.pull();
		const page = await executive.pull({ org: head.seq }, [space]);
		expect(page.more).toBe(true);
		expect(page.cursors['org']).toBe(head.seq);
	});

	test('a cursor ahead of the server is answered with where the server stands', async () => {
		const executive = await site.phone('executive', 'of a timeline that has ended');
		const { head } = await executive.pull();
		const { cursors, more } = await executive.pull({ org: head.seq + 5 });
		expect({ more, org: cursors['org'] }).toEqual({ more: false, org: head.seq });
	});
});

test('one pull sees one state, whatever is written meanwhile', async () => {
	const lead = await site.phone('lead', 'writer');
	const reader = await site.phone('admin', 'reader');
	const pair = ['press', 'paint'].map((name) => taskId(name));
	let stop = false;
	const write = async (): Promise<void> => {
		for (let i = 0; !stop; i++)
			// Both tasks in one push: nobody may ever see one of them without the other.
			await lead.push(
				...pair.map((task) => lead.op('task.edit', { task, set: { deliverable: `round ${i}` } }))
			);
	};
	const writing = write();
	const torn: string[][] = [];
	const ahead: number[] = [];
	for (let i = 0; i < 60; i++) {
		const pulled = await reader.pullAll([OURS, OTHER]);
		const [a, b] = pair.map((id) => String(rowOf(pulled, id)['deliverable']));
		if (a !== b) torn.push([String(a), String(b)]);
		ahead.push(...pulled.rows.map((row) => row.seq).filter((seq) => seq > pulled.head.seq));
	}
	stop = true;
	await writing;
	expect({ torn, ahead }).toEqual({ torn: [], ahead: [] });
});

test('a plain restart keeps what was seen valid, and tells the new timeline', async () => {
	const member = await site.phone('member', 'restart');
	const first = await member.pull();
	await site.muster.restart();
	const after = await member.pull(first.cursors, [], first.head);
	expect(after.head.boot > first.head.boot).toBe(true);
	expect(after.head.seq).toBe(first.head.seq);
	expect(after.timeline).toBe(true);
	expect(after.rows).toEqual([]);
	expect((await member.pull(after.cursors, [], after.head)).timeline).toBe(false);
});

test('what was acknowledged is there after a power cut, and its repeat is known', async () => {
	const member = await site.phone('member', 'power');
	const op = member.op('task.report', { task: taskId('press'), status: 'late', before });
	const [result] = await member.push(op);
	await site.muster.kill9();
	await site.muster.restart();
	expect(await member.push(op)).toEqual([result]);
	const events = (await member.pullAll()).rows.filter(
		(row) => asRecord(row.data)['op'] === op.id && row.kind === 'status_events'
	);
	expect(events).toHaveLength(1);
});
