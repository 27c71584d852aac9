import { afterAll, beforeAll, expect, test } from 'vitest';
import { membershipId } from '$lib/domain/rules/rights';
import { asRecord, rowOf } from './support/client';
import { departmentId, personId, projectId, projectSpace, taskId } from './support/factory';
import { Listener } from './support/listener';
import { sql, startSite, type Site } from './support/site';

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

const DASHBOARD = 'dashboard000000';
const records = (collection: string, id = ''): string =>
	`/api/collections/${collection}/records${id === '' ? '' : `/${id}`}`;

async function newestOp(): Promise<Record<string, unknown>> {
	const list = await site.root.mustSend('GET', '/api/collections/ops/records?sort=-id&perPage=1');
	return asRecord(Array.isArray(list['items']) ? list['items'][0] : null);
}

test('an edit in the dashboard reaches the phones, is stamped and logged', async () => {
	const lead = await site.phone('lead', 'dashboard');
	const start = await lead.pull();
	await site.root.mustSend('PATCH', records('tasks', taskId('weld')), {
		title: 'Renamed by hand',
		dueMinute: 600
	});
	const delta = await lead.pull(start.cursors);
	const row = rowOf(delta, taskId('weld'));
	expect(row).toMatchObject({ title: 'Renamed by hand', dueMinute: 600 });
	const revs = asRecord(row['revs']);
	expect(Object.keys(revs).sort()).toEqual(['dueMinute', 'title']);
	expect(revs['title']).toMatchObject({
		seq: start.head.seq + 1,
		person: DASHBOARD,
		device: DASHBOARD
	});
	const op = await newestOp();
	expect(op).toMatchObject({
		name: 'dashboard.edit',
		target: `tasks/${taskId('weld')}`,
		outcome: 'applied',
		args: { action: 'update', set: { title: 'Renamed by hand', dueMinute: 600 } }
	});
	expect(asRecord(revs['title'])['op']).toBe(op['id']);
});

test('a report that has not seen the edit is asked about the field that was edited', async () => {
	const member = await site.phone('member', 'unaware');
	const { head } = await member.pull();
	await site.root.mustSend('PATCH', records('tasks', taskId('paint')), { status: 'done' });
	const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
	const result = await member.give(
		'task.report',
		{ task: taskId('paint'), status: 'late', before },
		head
	);
	expect(result).toMatchObject({ outcome: 'superseded', by: DASHBOARD });
});

test('what the form says about revs is not believed', async () => {
	await site.root.mustSend('PATCH', records('tasks', taskId('press')), { revs: { title: 1 } });
	const [row] = await sql(site.root, `SELECT revs FROM tasks WHERE id = '${taskId('press')}'`);
	expect(row?.[0]).toBe('{}');
	const made = await site.root.mustSend('POST', records('tasks'), {
		...{ project: projectId('ours'), title: 'With revs', status: 'todo' },
		revs: { title: 1 }
	});
	expect(made['revs']).toEqual({});
});

test('a record made or deleted in the dashboard reaches the phones and is logged', async () => {
	const lead = await site.phone('lead', 'makes');
	const start = await lead.pull();
	const made = await site.root.mustSend('POST', records('tasks'), {
		project: projectId('ours'),
		title: 'Made by hand',
		status: 'todo'
	});
	const id = String(made['id']);
	const afterMaking = await lead.pull(start.cursors);
	expect(rowOf(afterMaking, id)).toMatchObject({
		title: 'Made by hand',
		dependencies: [],
		dueMinute: null,
		revs: {}
	});
	expect(await newestOp()).toMatchObject({ args: { action: 'create' }, target: `tasks/${id}` });
	await site.root.send('DELETE', records('tasks', id));
	const afterDeleting = await lead.pull(afterMaking.cursors);
	expect(afterDeleting.rows).toMatchObject([{ space: projectSpace('ours'), id, data: null }]);
	expect(await newestOp()).toMatchObject({ args: { action: 'delete' }, target: `tasks/${id}` });
});

test('a phase deleted in the dashboard leaves its tasks without one, stamped and logged', async () => {
	const phase = await site.root.mustSend('POST', records('phases'), {
		project: projectId('ours'),
		name: 'Trial'
	});
	await site.root.mustSend('PATCH', records('tasks', taskId('paint')), { phase: phase['id'] });
	const lead = await site.phone('lead', 'without a phase');
	const start = await lead.pull();
	expect(rowOf(start, taskId('paint'))).toMatchObject({ phase: phase['id'] });
	const gone = await site.root.send('DELETE', records('phases', String(phase['id'])));
	expect(gone.status).toBe(204);
	const row = rowOf(await lead.pull(start.cursors), taskId('paint'));
	expect(row).toMatchObject({
		phase: '',
		revs: { phase: { seq: start.head.seq + 1, person: DASHBOARD } }
	});
	const logged = await site.root.mustSend('GET', `${records('ops')}?sort=-id&perPage=2`);
	expect(logged['items']).toMatchObject([
		{ target: `phases/${String(phase['id'])}`, args: { action: 'delete' } },
		{ target: `tasks/${taskId('paint')}`, args: { action: 'update', set: { phase: '' } } }
	]);
});

test('a department deleted in the dashboard leaves its people and tasks without one, and listeners hear of it', async () => {
	const made = await site.root.mustSend('POST', records('departments'), { name: 'Packing' });
	const department = String(made['id']);
	await site.root.mustSend('PATCH', records('people', personId('former')), { department });
	await site.root.mustSend('PATCH', records('tasks', taskId('sell')), { department });
	const [admin, listener] = [
		await site.phone('admin'),
		await Listener.connect(await site.signIn('otherLead'))
	];
	const space = projectSpace('other');
	await listener.subscribe([`space:${space}`]);
	const start = await admin.pull({}, [space]);
	await site.root.send('DELETE', records('departments', department));
	const delta = await admin.pull(start.cursors, [space]);
	for (const id of [personId('former'), taskId('sell')])
		expect(rowOf(delta, id)).toMatchObject({
			department: '',
			revs: { department: { person: DASHBOARD } }
		});
	await listener.until(({ head }) => (head?.seq ?? 0) > start.head.seq);
	listener.close();
});

test('a department that a project needs is not deleted, and nothing of it is cleared', async () => {
	const before = await site.nobody.mustSend('GET', '/api/muster/status');
	const answer = await site.root.send('DELETE', records('departments', departmentId('making')));
	expect(answer.status).toBe(400);
	expect(asRecord(answer.body)['message']).toContain('required relation reference');
	const after = await site.nobody.mustSend('GET', '/api/muster/status');
	expect(after['head']).toBe(before['head']);
});

test('a membership made by hand is the one that commands find', async () => {
	await site.root.mustSend('POST', records('memberships'), {
		project: projectId('other'),
		person: personId('outsider'),
		role: 'member'
	});
	const outsider = await site.phone('outsider');
	const pulled = await outsider.pull();
	expect(pulled.cursors).toHaveProperty(projectSpace('other'));
	const id = membershipId(projectId('other'), personId('outsider'));
	const moved = await site.root.send('PATCH', records('memberships', id), {
		project: projectId('ours')
	});
	expect(moved.status).toBe(400);
});

test('an edit that is not valid leaves no trace', async () => {
	const before = await site.nobody.mustSend('GET', '/api/muster/status');
	const answer = await site.root.send('PATCH', records('tasks', taskId('press')), {
		status: 'perhaps'
	});
	expect(answer.status).toBe(400);
	const after = await site.nobody.mustSend('GET', '/api/muster/status');
	expect(after['head']).toBe(before['head']);
});

test('nobody but a superuser writes records', async () => {
	const admin = await site.signIn('admin');
	const attempts = [
		admin.send('POST', records('tasks'), { project: projectId('ours'), title: 'x' }),
		admin.send('PATCH', records('tasks', taskId('press')), { title: 'x' }),
		admin.send('DELETE', records('tasks', taskId('press'))),
		admin.send('PATCH', records('people', personId('admin')), { role: 'executive' }),
		admin.send('POST', records('people'), { name: 'x', password: 'xxxxxxxx' }),
		admin.send('PATCH', records('departments', departmentId('making')), { name: 'x' })
	];
	for (const attempt of attempts) expect([403, 404]).toContain((await attempt).status);
});
