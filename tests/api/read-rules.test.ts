import { afterAll, beforeAll, expect, test } from 'vitest';
import { KINDS, type Kind } from '$lib/domain/entities';
import { deriveRowId, type ConflictId, type EventId, type PhaseId } from '$lib/domain/ids';
import { membershipId } from '$lib/domain/rules/rights';
import type { DemoRow } from '../../pocketbase/hooks/demo-script';
import { asRecord, type Client } from './support/client';
import {
	accountOf,
	departmentId,
	personId,
	projectId,
	projectSpace,
	taskId
} from './support/factory';
import { startSite, type Site } from './support/site';

const SEED = Number(process.env['READ_RULES_SEED'] ?? 20261123);
const DEPARTMENTS = 5;
const PEOPLE = 18;
const PROJECTS = 8;

/** Mulberry32: the same organisation again for the same seed. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

const random = chance(SEED);
const below = (count: number): number => Math.floor(random() * count);
const names = (prefix: string, count: number): string[] =>
	Array.from({ length: count }, (_, i) => `${prefix}${String(i)}`);
const departments = names('department', DEPARTMENTS);
const people = names('person', PEOPLE);
const projects = names('project', PROJECTS);
const oneOf = (list: readonly string[]): string => list[below(list.length)] ?? '';

function organisation(): DemoRow[] {
	return [
		...departments.map((name): DemoRow => ({
			kind: 'departments',
			row: { id: departmentId(name), name, head: random() < 0.8 ? personId(oneOf(people)) : '' }
		})),
		...people.map((name, i): DemoRow => ({
			kind: 'people',
			row: {
				id: personId(name),
				name,
				staffNumber: name,
				active: true,
				department: departmentId(oneOf(departments)),
				role: i === 0 ? 'admin' : i === 1 ? 'executive' : 'member'
			}
		})),
		...projects.flatMap(projectRows)
	];
}

function projectRows(name: string): DemoRow[] {
	const project = projectId(name);
	const task = taskId(name);
	const author = personId(oneOf(people));
	return [
		{ kind: 'projects', row: { id: project, name } },
		{ kind: 'phases', row: { id: deriveRowId<PhaseId>('phase', name), project, name } },
		{ kind: 'tasks', row: { id: task, project, title: name } },
		{
			kind: 'status_events',
			row: {
				id: deriveRowId<EventId>('event', name),
				project,
				task,
				person: author,
				receivedAt: Date.now()
			}
		},
		{
			kind: 'conflicts',
			row: { id: deriveRowId<ConflictId>('conflict', name), project, task, author, other: author }
		},
		...departments
			.filter(() => random() < 0.3)
			.map((part): DemoRow => {
				const id = deriveRowId('part', name, part);
				return {
					kind: 'project_departments',
					row: { id, project, department: departmentId(part) }
				};
			}),
		...people
			.filter(() => random() < 0.25)
			.map((person): DemoRow => {
				const pair = { project, person: personId(person) };
				const removed = random() < 0.3;
				const role = random() < 0.2 ? 'observer' : 'member';
				return {
					kind: 'memberships',
					row: { id: membershipId(project, pair.person), ...pair, role, removed }
				};
			})
	];
}

let site: Site;
beforeAll(async () => {
	site = await startSite({ rows: organisation(), accounts: people.map(accountOf), pushes: [] });
});
afterAll(() => site.stop());

async function listed(client: Client, kind: Kind): Promise<string[]> {
	const path = `/api/collections/${kind}/records?perPage=500&fields=id`;
	const { items } = await client.mustSend('GET', path);
	return (Array.isArray(items) ? items : []).map(
		(item) => `${kind}/${String(asRecord(item)['id'])}`
	);
}

test.each(people)(
	`what PocketBase lists for %s is what a pull serves with every space open (seed ${String(SEED)})`,
	async (name) => {
		const client = await site.signIn(name);
		const phone = await site.phone(name);
		const byRule = (await Promise.all(KINDS.map((kind) => listed(client, kind)))).flat();
		const pulled = await phone.pullAll([...projects.map(projectSpace), 'portfolio']);
		const byPull = new Set(pulled.rows.map((row) => `${row.kind}/${row.id}`));
		expect([...byPull].sort()).toEqual(byRule.sort());
	}
);

test('the random organisation has somebody on either side of every rule', async () => {
	const sizes = await Promise.all(
		people.map(async (name) => (await listed(await site.signIn(name), 'projects')).length)
	);
	expect(Math.max(...sizes)).toBe(PROJECTS);
	expect(Math.min(...sizes)).toBeLessThan(PROJECTS);
	expect(new Set(sizes).size).toBeGreaterThan(2);
});

test('a person without a session reads nothing, and a deactivated one nothing either', async () => {
	for (const kind of KINDS) expect(await listed(site.nobody, kind)).toEqual([]);
	const client = await site.signIn('person0');
	await site.root.mustSend('PATCH', `/api/collections/people/records/${personId('person0')}`, {
		active: false
	});
	for (const kind of KINDS) expect(await listed(client, kind)).toEqual([]);
});
