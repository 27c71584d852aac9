import { brandAs } from '$lib/domain/brand';
import { ENTITIES, isKind, type Kind } from '$lib/domain/entities';
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
import { poke } from './poke';
import { withStatements } from './sql';
import { SqlStore } from './sql-store';

type Action = 'create' | 'update' | 'delete';

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
	app.runInTransaction((tx) => {
		e.app = tx;
		try {
			const op = stamp(tx, kind, action, record);
			e.next();
			log(tx, op, kind, record.id, e.auth?.id ?? '');
		} finally {
			e.app = app;
		}
	});
	withStatements(app.db(), (statements) => {
		const store = new SqlStore(statements);
		const boot = store.timeline().at(-1)?.[0];
		if (boot) poke(app, [...spaces], { boot, seq: store.head() }, true);
	});
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

/** Marks the changed fields of an updated record as set by this op. */
function stamp(tx: core.App, kind: Kind, action: Action, record: core.Record): Op {
	const nowMs = Date.now();
	const changed = action === 'delete' ? {} : changedFields(kind, record);
	const seq = withStatements(tx.db(), (statements) => new SqlStore(statements).head()) + 1;
	const op = makeOp(nowMs, seq, { collection: kind, id: record.id, action, set: changed });
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
