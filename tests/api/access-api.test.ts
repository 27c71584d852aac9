import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS, type Kind } from '$lib/domain/entities';
import {
	deriveRowId,
	type CheckinId,
	type ConflictId,
	type DepartmentId,
	type IssueId
} from '$lib/domain/ids';
import { membershipId } from '$lib/domain/rules/rights';
import type { DemoRow } from '../../pocketbase/hooks/demo-script';
import { repoDir } from '../../pocketbase/serve/paths';
import {
	COLLECTIONS,
	EVERYBODY,
	POCKETBASE,
	PROJECTS,
	READS,
	ROUTES,
	TOPICS,
	type Project,
	type Somebody
} from './access-api.table';
import type { Client } from './support/client';
import { asRecord } from './support/client';
import {
	departmentId,
	factoryAccounts,
	factoryRows,
	personId,
	projectId,
	projectSpace,
	taskId
} from './support/factory';
import { Listener } from './support/listener';
import { startSite, type Site } from './support/site';

const SIGNED_IN = EVERYBODY.filter((who) => !['deactivated', 'guest', 'superuser'].includes(who));

/** One row of every kind in the project, by the kind. */
function rowsIn(project: Project): { [K in Kind]: Extract<DemoRow, { kind: K }> } {
	const about = { project: projectId(project) };
	const task = taskId(`case in ${project}`);
	const person = personId('salesman');
	const department: DepartmentId = departmentId(`case of ${project}`);
	const of = (kind: string): string => deriveRowId('case', kind, project);
	return {
		organisation: { kind: 'organisation', row: { id: of('organisation'), name: project } },
		departments: { kind: 'departments', row: { id: department, name: project } },
		people: { kind: 'people', row: { id: personId(`case ${project}`), active: true } },
		projects: { kind: 'projects', row: { id: about.project, name: project } },
		project_departments: {
			kind: 'project_departments',
			row: { id: of('part'), ...about, department }
		},
		memberships: {
			kind: 'memberships',
			row: { id: membershipId(about.project, person), ...about, person }
		},
		phases: { kind: 'phases', row: { id: of('phase'), ...about, name: project } },
		tasks: { kind: 'tasks', row: { id: task, ...about, title: project } },
		status_events: {
			kind: 'status_events',
			row: { id: of('event'), ...about, task, person, receivedAt: Date.now() }
		},
		conflicts: {
			kind: 'conflicts',
			row: { id: of('conflict'), ...about, task, author: person, other: person }
		},
		unheard_reports: {
			kind: 'unheard_reports',
			row: { id: of('unheard'), ...about, task, person }
		},
		...dailyRowsIn(project)
	};
}

type DailyKind =
	| 'calendar_days'
	| 'leaves'
	| 'places'
	| 'checkins'
	| 'standups'
	| 'issues'
	| 'issue_events'
	| 'attachments';

/** As `rowsIn`, of what a day brings. */
function dailyRowsIn(project: Project): { [K in DailyKind]: Extract<DemoRow, { kind: K }> } {
	const about = { project: projectId(project), task: taskId(`case in ${project}`) };
	const person = personId('salesman');
	const of = <Id extends string>(kind: string): Id => deriveRowId<Id>('case', kind, project);
	const issue = of<IssueId>('issue');
	const day = { ours: '2026-10-01', sister: '2026-10-02', other: '2026-10-03' }[project];
	return {
		calendar_days: { kind: 'calendar_days', row: { id: of('day'), day } },
		leaves: { kind: 'leaves', row: { id: of('leave'), person, fromDay: day, toDay: day } },
		places: { kind: 'places', row: { id: of('place'), name: project } },
		checkins: {
			kind: 'checkins',
			row: { id: of('checkin'), project: about.project, person, day }
		},
		standups: { kind: 'standups', row: { id: of('standup'), project: about.project, day } },
		issues: { kind: 'issues', row: { id: issue, ...about, reporter: person } },
		issue_events: {
			kind: 'issue_events',
			row: { id: of('issue event'), project: about.project, issue, person }
		},
		attachments: { kind: 'attachments', row: { id: of('attachment'), ...about, person } }
	};
}

const CASES = { ours: rowsIn('ours'), sister: rowsIn('sister'), other: rowsIn('other') };
const madeByFactory: readonly string[] = [projectId('ours'), projectId('other')];
/** Rows about oneself where one reads nothing of the project: the own part, the own card. */
function ownRows(who: string): DemoRow[] {
	const [project, person] = [projectId('other'), personId(who)];
	const task = taskId('case in other');
	return [
		{
			kind: 'memberships',
			row: { id: membershipId(project, person), project, person, removed: true }
		},
		{
			kind: 'conflicts',
			row: { id: ownConflict(who), project, task, author: person, other: person }
		},
		{ kind: 'checkins', row: { id: ownCheckin(who), project, person, day: '2026-10-04' } }
	];
}
const ownConflict = (who: string): ConflictId => deriveRowId<ConflictId>('own conflict', who);
const ownCheckin = (who: string): CheckinId => deriveRowId<CheckinId>('own check-in', who);

let site: Site;
const listeners: Listener[] = [];
beforeAll(async () => {
	const rows = PROJECTS.flatMap((project) => Object.values<DemoRow>(CASES[project]));
	const makingInSister: DemoRow = {
		kind: 'project_departments',
		row: {
			id: deriveRowId('part', 'sister'),
			project: projectId('sister'),
			department: departmentId('making')
		}
	};
	site = await startSite({
		rows: [
			...factoryRows(),
			{ kind: 'people', row: { id: personId('salesman'), name: 'salesman', active: true } },
			...rows.filter(({ row }) => !madeByFactory.includes(row.id)),
			makingInSister,
			...SIGNED_IN.flatMap(ownRows)
		],
		accounts: factoryAccounts(),
		pushes: []
	});
});
afterAll(async () => {
	for (const listener of listeners) listener.close();
	await site.stop();
});

async function clientOf(who: Somebody): Promise<Client> {
	if (who === 'guest') return site.nobody;
	return who === 'superuser' ? site.root : await site.signIn(who);
}

const isActive = (who: Somebody): boolean => SIGNED_IN.includes(who) || who === 'superuser';

describe('every collection', () => {
	test('of the server has its row in the table', async () => {
		const { items } = await site.root.mustSend('GET', '/api/collections?perPage=200');
		const names = (Array.isArray(items) ? items : []).map((item) => asRecord(item)['name']);
		expect(names.sort()).toEqual(Object.keys(COLLECTIONS).sort());
	});

	/** Which of the three rows, and whether the own one, are served. */
	function expectedOf(who: Somebody, name: string): string[] {
		if (who === 'superuser') return [...PROJECTS, 'own'];
		if (!isActive(who)) return [];
		switch (COLLECTIONS[name]) {
			case 'organisation':
				return [...PROJECTS];
			case 'project':
				return [...READS[who]];
			case 'own too':
				return [...READS[who], 'own'];
			default:
				return [];
		}
	}

	function idsOf(who: Somebody, kind: Kind): Record<string, string> {
		const whose = SIGNED_IN.includes(who) ? who : 'member';
		const own: Partial<Record<Kind, string>> = {
			memberships: membershipId(projectId('other'), personId(whose)),
			conflicts: ownConflict(whose),
			checkins: ownCheckin(whose)
		};
		const rows = Object.fromEntries(
			PROJECTS.map((project) => [project, CASES[project][kind].row.id])
		);
		return own[kind] === undefined ? rows : { ...rows, own: own[kind] };
	}

	describe.each(KINDS)('%s', (kind) => {
		const path = `/api/collections/${kind}/records`;

		test.each(EVERYBODY)('is listed and viewed by %s as the table says', async (who) => {
			const client = await clientOf(who);
			const ids = idsOf(who, kind);
			const { items } = await client.mustSend('GET', `${path}?perPage=500&fields=id`);
			const found = new Set(
				(Array.isArray(items) ? items : []).map((item) => asRecord(item)['id'])
			);
			const listed = Object.keys(ids).filter((name) => found.has(ids[name]));
			const viewed: string[] = [];
			for (const [name, id] of Object.entries(ids))
				if ((await client.send('GET', `${path}/${id}`)).status === 200) viewed.push(name);
			const expected = expectedOf(who, kind).filter((name) => name in ids);
			expect({ listed, viewed }).toEqual({ listed: expected, viewed: expected });
		});
	});

	test.each(Object.keys(COLLECTIONS).filter((name) => COLLECTIONS[name] === 'nobody'))(
		'%s is listed and viewed by superusers alone',
		async (name) => {
			for (const who of EVERYBODY) {
				const client = await clientOf(who);
				const list = await client.send('GET', `/api/collections/${name}/records`);
				expect([who, list.status]).toEqual([who, who === 'superuser' ? 200 : 403]);
				const view = await client.send('GET', `/api/collections/${name}/records/none`);
				expect([who, view.status]).toEqual([who, who === 'superuser' ? 404 : 403]);
			}
		}
	);

	test.each(Object.keys(COLLECTIONS).filter((name) => COLLECTIONS[name] === 'empty'))(
		'%s has nothing for anybody',
		async (name) => {
			for (const who of EVERYBODY.filter((one) => one !== 'superuser')) {
				const client = await clientOf(who);
				const list = await client.send('GET', `/api/collections/${name}/records`);
				expect([who, asRecord(list.body)['items'] ?? []]).toEqual([who, []]);
			}
		}
	);

	test.each(Object.keys(COLLECTIONS))(
		'%s is written through PocketBase by superusers alone',
		async (name) => {
			const path = `/api/collections/${name}/records`;
			const kind = KINDS.find((one) => one === name);
			const id = kind ? CASES.ours[kind].row.id : 'none';
			for (const who of EVERYBODY.filter((one) => one !== 'superuser')) {
				const client = await clientOf(who);
				const attempts = {
					create: await client.send('POST', path, { id: 'created00000000', title: 'x', name: 'x' }),
					update: await client.send('PATCH', `${path}/${id}`, {
						title: 'x',
						name: 'x',
						role: 'admin'
					}),
					delete: await client.send('DELETE', `${path}/${id}`),
					// One's own record is no exception.
					own: await client.send('PATCH', `/api/collections/people/records/${personId(who)}`, {
						role: 'admin',
						password: 'x'.repeat(12),
						passwordConfirm: 'x'.repeat(12)
					})
				};
				// There, one may delete what is one's own, and has nothing.
				const missing = COLLECTIONS[name] === 'empty' ? 404 : 403;
				for (const [action, { status }] of Object.entries(attempts))
					expect([403, action === 'delete' ? missing : 403], `${who} ${action}`).toContain(status);
			}
		}
	);

	test('shows of a person neither address, password nor key', async () => {
		const admin = await site.signIn('admin');
		await site.root.mustSend('PATCH', `/api/collections/people/records/${personId('otherLead')}`, {
			email: 'seller@factory.test'
		});
		const { text } = await admin.send('GET', '/api/collections/people/records?perPage=500');
		expect(text).toContain(personId('otherLead'));
		for (const secret of ['seller@factory.test', 'tokenKey', 'password', '$2a$'])
			expect(text).not.toContain(secret);
		const guess = encodeURIComponent(`email ~ 'seller@factory'`);
		const filtered = await admin.mustSend('GET', `/api/collections/people/records?filter=${guess}`);
		expect(filtered['items']).toEqual([]);
	});
});

describe('every route', () => {
	test('that is registered has its row in the table', async () => {
		const source = await readFile(join(repoDir, 'pocketbase', 'hooks', 'main.pb.ts'), 'utf8');
		const registered = [...source.matchAll(/routerAdd\(\s*'(\w+)',\s*'([^']+)'/g)].map(
			([, method, path]) => `${method ?? ''} ${path ?? ''}`
		);
		expect(registered.length).toBeGreaterThan(5);
		// The one that is registered for each method finds nothing: static.test.ts.
		expect(source.match(/routerAdd\(/g)).toHaveLength(registered.length + 1);
		expect(registered.sort()).toEqual(Object.keys(ROUTES).sort());
	});

	const routes = Object.entries({ ...ROUTES, ...POCKETBASE });
	test.each(routes)('%s answers whom the table says', async (name, route) => {
		const [method = '', pattern = ''] = name.split(' ');
		const path = pattern
			.replace(/\{(device|person|attachment)\}/, 'e'.repeat(15))
			.replace('{path...}', 'none.png');
		const found: Record<string, number> = {};
		const expected: Record<string, number> = {};
		for (const who of EVERYBODY) {
			const client = await clientOf(who);
			found[who] = (await client.send(method, path, route.body)).status;
			expected[who] =
				who === 'guest' || who === 'superuser' || who === 'deactivated'
					? route[who]
					: ((who === 'admin' ? route.admin : undefined) ?? route.session);
		}
		expect(found).toEqual(expected);
	});
});

describe('every kind of topic', () => {
	async function subscribed(who: Somebody, topic: string): Promise<boolean> {
		const listener = await Listener.connect(await clientOf(who));
		listeners.push(listener);
		const status = await listener.subscribe([topic]);
		expect([204, 403]).toContain(status);
		return status === 204;
	}

	test.each(Object.entries(TOPICS))('%s is heard by whom the table says', async (name, may) => {
		const found: string[] = [];
		for (const who of EVERYBODY) {
			const own = name.endsWith(':own');
			if (own && !SIGNED_IN.includes(who)) continue;
			const person = own ? who : 'salesman';
			if (await subscribed(who, name.replace(/u:\w+$/, `u:${personId(person)}`))) found.push(who);
		}
		expect(found.sort()).toEqual([...may].sort());
	});

	test.each(PROJECTS)('of the project %s follows who reads it', async (project) => {
		const found: string[] = [];
		for (const who of EVERYBODY)
			if (await subscribed(who, `space:${projectSpace(project)}`)) found.push(who);
		expect(found.sort()).toEqual(EVERYBODY.filter((who) => READS[who].includes(project)).sort());
	});
});

test.each(SIGNED_IN)(
	'what %s pulls with every project open is what the table says',
	async (who) => {
		const phone = await site.phone(who, 'every project');
		const { cursors } = await phone.pullAll([...PROJECTS.map(projectSpace), 'portfolio']);
		const open = PROJECTS.filter((project) => projectSpace(project) in cursors);
		expect(open).toEqual(READS[who]);
		expect('portfolio' in cursors).toBe(who === 'executive' || who === 'admin');
	}
);

describe('a superuser', () => {
	test.each(KINDS)(
		'may change and delete %s, and make no record without what it needs',
		async (kind) => {
			const path = `/api/collections/${kind}/records`;
			const id = CASES.sister[kind].row.id;
			expect((await site.root.send('PATCH', `${path}/${id}`, {})).status).not.toBe(403);
			expect((await site.root.send('POST', path, {})).status).not.toBe(403);
			expect((await site.root.send('DELETE', `${path}/${id}`)).status).not.toBe(403);
		}
	);
});
