import type { Kind, Rows, Status } from '$lib/domain/entities';
import { brandAs } from '$lib/domain/brand';
import type { Rev } from '$lib/domain/entity';
import type { Ms, PersonId, ProjectId, RowId, TaskId, Ulid } from '$lib/domain/ids';
import { deriveRowId } from '$lib/domain/ids';
import { fieldOf, wholeRow } from '$lib/domain/rows';
import { PLAIN_CALENDAR } from '$lib/domain/rules/calendar';
import { membershipId } from '$lib/domain/rules/rights';
import type { Almanac } from '$lib/domain/time';
import type { NewRow, View } from '$lib/domain/tx';

/** Ids by name, so that a test reads like a story. */
export const person = (name: string): PersonId => deriveRowId<PersonId>('person', name);
export const project = (name: string): ProjectId => deriveRowId<ProjectId>('project', name);
export const task = (name: string): TaskId => deriveRowId<TaskId>('task', name);

/** China has one zone, and no summer time. */
export const timeZone = 'Asia/Shanghai';
export const almanac: Almanac = { ...PLAIN_CALENDAR, offsetMs: () => 8 * 3_600_000 };
/** Monday 23 November 2026 in Shanghai. */
export const at = (clock: string, day = '2026-11-23'): Ms => Date.parse(`${day}T${clock}:00+08:00`);

/** A View over plain rows, with verbs that make them. */
export class TestView implements View {
	readonly #rows = new Map<string, unknown>();

	get<K extends Kind>(kind: K, id: RowId): Rows[K] | undefined {
		return this.#rows.get(`${kind}/${id}`) as Rows[K] | undefined;
	}
	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][] {
		return this.all(kind).filter((row) => fieldOf(row, column) === value);
	}
	all<K extends Kind>(kind: K): readonly Rows[K][] {
		const rows = [...this.#rows].filter(([key]) => key.startsWith(`${kind}/`));

		return rows.map(([, row]) => row as Rows[K]);
	}
	put<K extends Kind>(kind: K, row: NewRow<K> & { revs?: Rows[K]['revs'] }): this {
		this.#rows.set(`${kind}/${row.id}`, wholeRow(kind, { ...row }));
		return this;
	}

	/** A project of its own with somebody who leads it. */
	project(name: string, lead: string, more: Partial<Rows['projects']> = {}): this {
		const id = project(name);
		this.put('projects', { id, name, ...more });
		this.person(lead);
		return this.put('memberships', {
			id: membershipId(id, person(lead)),
			project: id,
			person: person(lead),
			role: 'lead'
		});
	}
	person(name: string): this {
		return this.put('people', { id: person(name), name });
	}
	/** `since` stamps the status as said then by the owner. */
	task(
		name: string,
		of: string,
		row: Partial<Rows['tasks']> & { readonly since?: Ms; readonly by?: string } = {}
	): this {
		const { since, by = 'owner', ...columns } = row;
		const revs = since === undefined ? {} : { status: rev(by, since) };
		this.put('tasks', { id: task(name), title: name, project: project(of), ...columns, revs });
		return this;
	}
	event(
		name: string,
		about: string,
		by: string,
		to: Status,
		occurredAt: Ms,
		more: Partial<Rows['status_events']> = {}
	): this {
		const of = this.get('tasks', task(about))?.project;
		return this.put('status_events', {
			id: deriveRowId('event', name),
			project: of ?? project(''),
			task: task(about),
			person: person(by),
			to,
			occurredAt,
			receivedAt: occurredAt + 1_000,
			...more
		});
	}
}

export function rev(by: string, atMs: Ms, seq = 1): Rev {
	return {
		seq,
		person: person(by),
		device: deriveRowId('device', by),
		n: 1,
		op: brandAs<Ulid>('01JDCTEST00000000000000000'),
		at: atMs,
		receivedAt: atMs
	};
}
