import { brandAs } from '$lib/domain/brand';
import { ENTITIES, isKind, KINDS, type Kind } from '$lib/domain/entities';
import type { ColumnType, Rev, Revs, Space, SpaceRule } from '$lib/domain/entity';
import {
	DASHBOARD,
	makeUlid,
	type DeviceId,
	type Ms,
	type PersonId,
	type ProjectId
} from '$lib/domain/ids';
import type { Op } from '$lib/domain/protocol/wire';
import { membershipId } from '$lib/domain/rules/rights';
import { sameValue } from '$lib/domain/tx';
import { random } from './chance';
import { poke, recheckListeners } from './poke';
import { withStatements } from './sql';
import { SqlStore } from './sql-store';

type Action = 'create' | 'update' | 'delete';

const PLACE_FIELDS = { people: ['active', 'role'], departments: ['head'] } as const;
const SESSION_FIELDS = ['password:hash', 'email', 'tokenKey'];

export function dashboardCreate(e: core.RecordRequestEvent): void {
	saveStamped(e, 'create');
}
export function dashboardUpdate(e: core.RecordRequestEvent): void {
	saveStamped(e, 'update');
}
export function dashboardDelete(e: core.RecordRequestEvent): void {
	saveStamped(e, 'delete');
}

/** A record of a synced collection changed by hand: stamped, saved and logged as one, then poked. */
function saveStamped(e: core.RecordRequestEvent, action: Action): void {
	const { record, app } = e;
	const kind = e.collection?.name ?? '';
	if (!record || !isKind(kind)) {
		e.next();
		return;
	}
	if (kind === 'memberships') keepPair(record, action);
	const spaces = new Set([...spacesOf(kind, record), ...spacesOf(kind, record.original())]);
	const changesPlace = isAboutPlace(kind, action, record);
	app.runInTransaction((tx) => {
		e.app = tx;
		try {
			const superuser = e.auth?.id ?? '';
			if (action === 'delete')
				for (const space of clearReferences(tx, record, superuser)) spaces.add(space);
			const op = stamp(tx, kind, action, record);
			e.next();
			log(tx, op, kind, record.id, superuser);
		} finally {
			e.app = app;
		}
	});
	if (changesPlace) recheckListeners(app);
	withStatements(app.db(), (statements) => {
		const store = new SqlStore(statements);
		const boot = store.timeline().at(-1)?.[0];
		if (boot) poke(app, [...spaces], { boot, seq: store.head() }, true);
	});
}

/**
 * Whatever may do without the record that is deleted, such as the tasks of a phase, is edited like
 * anything else: PocketBase would clear its field without a stamp or a line in the log. What needs
 * the record keeps PocketBase from deleting it.
 *
 * @returns the spaces of what was edited
 */
function clearReferences(tx: core.App, record: core.Record, superuser: string): Space[] {
	return KINDS.flatMap((kind) =>
		referencesOf(tx, kind, record.collection().id).flatMap((field) => {
			const filter = `${field} = {:id}`;
			const referring = tx.findRecordsByFilter(kind, filter, '', 0, 0, { id: record.id });
			return referring.flatMap((other) => {
				if (!other) return [];
				other.set(field, '');
				const op = stamp(tx, kind, 'update', other);
				tx.saveNoValidate(other);
				log(tx, op, kind, other.id, superuser);
				return spacesOf(kind, other);
			});
		})
	);
}

/** As much of a field as tells a relation, and whether it may be empty. */
type Field = { name: string; required: boolean; collectionId?: string };

/** The fields of `kind` that may name a record of the collection, or none. */
function referencesOf(tx: core.App, kind: Kind, collectionId: string): string[] {
	const { fields } = tx.findCachedCollectionByNameOrId(kind);
	// The declarations type fields by what all of them have.
	const known: Field[] = JSON.parse(JSON.stringify(fields));
	return known
		.filter((field) => field.collectionId === collectionId && !field.required)
		.map(({ name }) => name);
}

/** True for what decides who reads the spaces of projects that the record itself is not in. */
function isAboutPlace(kind: Kind, action: Action, record: core.Record): boolean {
	if (kind !== 'people' && kind !== 'departments') return false;
	if (action === 'delete') return true;
	const changed = changedFields(kind, record);
	return (
		action === 'update' &&
		(PLACE_FIELDS[kind].some((field) => field in changed) || endsSessions(kind, record))
	);
}

/** True for what makes PocketBase change the key that all of a person's tokens are signed with. */
function endsSessions(kind: Kind, record: core.Record): boolean {
	const before = record.original();
	return (
		kind === 'people' &&
		SESSION_FIELDS.some((field) => record.getString(field) !== before.getString(field))
	);
}

/** Commands find a membership by the id that follows from its pair. */
function keepPair(record: core.Record, action: Action): void {
	const id = membershipId(
		brandAs<ProjectId>(record.getString('project')),
		brandAs<PersonId>(record.getString('person'))
	);
	if (action === 'create') record.set('id', id);
	else if (action === 'update' && record.id !== id)
		// eslint-disable-next-line @typescript-eslint/only-throw-error -- PocketBase's own errors are not declared as such
		throw new BadRequestError('A membership keeps its project and person: make another one.');
}

/** Marks the changed fields of an updated record as set by this op; a new one has no marks. */
function stamp(tx: core.App, kind: Kind, action: Action, record: core.Record): Op {
	const nowMs = Date.now();
	const changed = action === 'delete' ? {} : changedFields(kind, record);
	const seq = withStatements(tx.db(), (statements) => new SqlStore(statements).head()) + 1;
	const op = makeOp(nowMs, seq, { collection: kind, id: record.id, action, set: changed });
	if (action === 'create') record.set('revs', '{}');
	if (action === 'update') {
		const rev: Rev = {
			seq,
			person: brandAs<PersonId>(DASHBOARD),
			device: brandAs<DeviceId>(DASHBOARD),
			n: seq,
			op: op.id,
			at: nowMs,
			receivedAt: nowMs
		};
		const stamps = Object.keys(changed).map((field) => [field, rev] as const);
		record.set('revs', JSON.stringify({ ...revsOf(record), ...Object.fromEntries(stamps) }));
	}
	return op;
}

function makeOp(nowMs: Ms, n: number, args: unknown): Op {
	return {
		id: makeUlid(nowMs, random),
		n,
		name: 'dashboard.edit',
		v: 1,
		args,
		clientAt: nowMs,
		offsetMs: 0,
		made: null,
		base: null
	};
}

function log(tx: core.App, op: Op, kind: Kind, id: string, superuser: string): void {
	withStatements(tx.db(), (statements) => {
		const store = new SqlStore(statements);
		const boot = store.timeline().at(-1)?.[0];
		if (!boot) throw new Error('the server has no boot');
		store.saveOp({
			op,
			person: brandAs<PersonId>(superuser),
			device: brandAs<DeviceId>(DASHBOARD),
			target: `${kind}/${id}`,
			occurredAt: op.clientAt,
			receivedAt: op.clientAt,
			result: { id: op.id, outcome: 'applied', mark: { boot, seq: op.n } }
		});
	});
}

/** Fields whose value differs from what is stored, new values by name. */
function changedFields(kind: Kind, record: core.Record): Record<string, unknown> {
	const before = record.original();
	const changed = Object.entries(ENTITIES[kind].columns)
		.map(([name, { type }]) => [name, valueOf(record, name, type), valueOf(before, name, type)])
		.filter(([, now, old]) => !sameValue(now, old));
	return Object.fromEntries(changed);
}

/** A field's value as plain JSON; Go would hand over JSON columns as bytes. */
function valueOf(record: core.Record, name: string, type: ColumnType): unknown {
	switch (type) {
		case 'text':
			return record.getString(name);
		case 'number':
			return record.getFloat(name);
		case 'bool':
			return record.getBool(name);
		case 'json':
			return JSON.parse(record.getString(name) || 'null');
	}
}

/** What is stored; whatever the form sent as `revs` is not believed. */
function revsOf(record: core.Record): Revs {
	const text = record.original().getString('revs');
	// written by commands and by this hook only
	return (text === '' || text === 'null' ? {} : JSON.parse(text)) as Revs;
}

function spacesOf(kind: Kind, record: core.Record): Space[] {
	const rules: readonly SpaceRule[] = ENTITIES[kind].spaces;
	return rules.map(({ prefix, column }) =>
		column === undefined
			? prefix
			: prefix + (column === 'id' ? record.id : record.getString(column))
	);
}
