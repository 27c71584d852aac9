import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTITIES, KINDS } from '$lib/domain/entities';
import type { Column, ColumnType } from '$lib/domain/entity';
import { projectId, taskId } from './support/factory';
import { sql, startSite, type Site } from './support/site';

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

type Field = { name: string; type: string; system: boolean; maxSelect?: number };
type Collection = { name: string; type: string; system: boolean; fields: Field[] } & Record<
	`${'list' | 'view' | 'create' | 'update' | 'delete'}Rule`,
	string | null
>;

const FIELD_TYPES: Readonly<Record<ColumnType, readonly string[]>> = {
	text: ['text', 'select', 'relation'],
	number: ['number'],
	bool: ['bool'],
	json: ['json']
};
/** Bytes go by routes of their own, never with a row. */
const FILE_FIELDS: Readonly<Partial<Record<string, string>>> = { attachments: 'file' };
const AUTH_FIELDS = ['email', 'emailVisibility', 'password', 'tokenKey', 'verified'];

async function collections(): Promise<Map<string, Collection>> {
	const list = await site.root.mustSend('GET', '/api/collections?perPage=200');
	// The shape is PocketBase's own.
	const items = (Array.isArray(list['items']) ? list['items'] : []) as Collection[];
	return new Map(items.filter((item) => !item.system).map((item) => [item.name, item]));
}

test('collections are those that exist for a reason', async () => {
	expect([...(await collections()).keys()].sort()).toEqual(
		[...KINDS, 'ops', 'devices', 'timeline', 'slip_codes', 'invitations', 'pins'].sort()
	);
});

describe.each(KINDS)('the collection %s', (kind) => {
	test('has the columns of its entity, revs, and no other', async () => {
		const collection = (await collections()).get(kind);
		const columns: Readonly<Record<string, Column<unknown>>> = ENTITIES[kind].columns;
		const expected = Object.entries(columns);
		const own = (collection?.fields ?? []).filter(
			({ name }) =>
				name !== 'id' &&
				name !== FILE_FIELDS[kind] &&
				!(kind === 'people' && AUTH_FIELDS.includes(name))
		);
		expect(own.map((field) => field.name).sort()).toEqual(
			[...expected.map(([name]) => name), 'revs'].sort()
		);
		for (const [name, column] of expected) {
			const field = own.find((candidate) => candidate.name === name);
			expect(FIELD_TYPES[column.type], name).toContain(field?.type);
			// More than one would be kept as a JSON list.
			expect(field?.maxSelect ?? 1, name).toBeLessThanOrEqual(1);
		}
	});

	test('can be read by rule and written by commands alone', async () => {
		const collection = (await collections()).get(kind);
		expect(collection?.listRule).toBeTypeOf('string');
		expect(collection?.viewRule).toBe(collection?.listRule);
		for (const rule of ['createRule', 'updateRule', 'deleteRule'] as const)
			expect(collection?.[rule], rule).toBeNull();
	});

	test('raises the counter with every row that is written, changed or deleted', async () => {
		const [row] = await sql(site.root, `SELECT id FROM ${kind} LIMIT 1`);
		const id = row?.[0] ?? '';
		const head = async (): Promise<number> =>
			Number((await sql(site.root, 'SELECT seq FROM sync_head'))[0]?.[0]);
		const start = await head();
		const copy = 'copy0000000copy';
		if (id === '') await sql(site.root, `INSERT INTO ${kind} (id) VALUES ('${copy}')`);
		else await sql(site.root, copyOf(kind, id, copy));
		expect(await head()).toBe(start + 1);
		await sql(site.root, `UPDATE ${kind} SET revs = '{}' WHERE id = '${copy}'`);
		expect(await head()).toBe(start + 2);
		await sql(site.root, `DELETE FROM ${kind} WHERE id = '${copy}'`);
		expect(await head()).toBe(start + 3);
		const lines = await sql(
			site.root,
			`SELECT seq, deleted FROM changes WHERE kind = '${kind}' AND row_id = '${copy}'`
		);
		expect(lines).toEqual(ENTITIES[kind].spaces.map(() => [String(start + 3), '1']));
	});
});

/** A second row like the first, apart from what must be unique. */
function copyOf(kind: (typeof KINDS)[number], id: string, copy: string): string {
	const unique: Readonly<Record<string, string>> = {
		staffNumber: `'${copy}'`,
		person: `'${copy}'`,
		department: `'${copy}'`
	};
	const names = Object.keys(ENTITIES[kind].columns);
	const quoted = [...names, ...(kind === 'people' ? ['tokenKey'] : [])];
	const values = quoted.map((name) =>
		name === 'tokenKey' ? `'${copy}'` : (unique[name] ?? `"${name}"`)
	);
	return `INSERT INTO ${kind} (id, ${quoted.map((name) => `"${name}"`).join(', ')}) SELECT '${copy}', ${values.join(', ')} FROM ${kind} WHERE id = '${id}'`;
}

test('a row that changes its space leaves a tombstone in the old one', async () => {
	await sql(
		site.root,
		`UPDATE tasks SET project = '${projectId('second')}' WHERE id = '${taskId('press')}'`
	);
	const lines = await sql(
		site.root,
		`SELECT space, deleted FROM changes WHERE row_id = '${taskId('press')}' ORDER BY deleted`
	);
	expect(lines).toEqual([
		[`p:${projectId('second')}`, '0'],
		[`p:${projectId('ours')}`, '1']
	]);
});

test('what is nobody’s business is read by superusers only', async () => {
	const admin = await site.signIn('admin');
	for (const name of ['ops', 'devices', 'timeline', 'slip_codes']) {
		expect((await admin.send('GET', `/api/collections/${name}/records`)).status, name).toBe(403);
		expect((await site.root.send('GET', `/api/collections/${name}/records`)).status).toBe(200);
	}
	expect((await admin.send('GET', '/api/collections/changes/records')).status).toBe(404);
});

describe('a server whose triggers are not those of this version', () => {
	test('does not start, and says which', async () => {
		const [row] = await sql(
			site.root,
			`SELECT sql FROM sqlite_master WHERE name = 'sync_tasks_update'`
		);
		await sql(site.root, 'DROP TRIGGER sync_tasks_update');
		await expect(site.muster.restart()).rejects.toThrow('ended while starting');
		expect(site.muster.log.join('\n')).toContain('sync_tasks_update');
		expect(row?.[0]).toContain('CREATE TRIGGER');
	});
});
