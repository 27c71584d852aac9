import type { Cause } from '$lib/domain/choices';
import type { ReportFields, Status } from '$lib/domain/entities';
import { deriveRowId, type EventId, type Ms, type Ulid } from '$lib/domain/ids';
import type { Day } from '$lib/domain/time';
import type { Journal } from './journal';
import type { PersonKey } from './organisation.table';
import type { PlannedTask } from './plan';

export type Said = {
	readonly status: Status;
	readonly percent?: number;
	readonly note?: string;
	readonly cause?: Cause;
	readonly expectedDay?: Day;
};
type How = {
	/** the owner, unless told otherwise */
	readonly person?: PersonKey;
	/** where the network was away */
	readonly arrivedAtMs?: Ms;
	/** the newest report the author's screen showed: somebody else's word got to the server first */
	readonly sawOnly?: Ulid;
};

/** One task's history as its people's screens showed it, written into the journal. */
export class TaskStory {
	readonly #journal: Journal;
	readonly #task: PlannedTask;
	#lines = 0;
	#lastAtMs = 0;
	#shown: ReportFields = { status: 'todo', percent: 0, cause: '', expectedDay: '' };

	constructor(journal: Journal, task: PlannedTask) {
		this.#journal = journal;
		this.#task = task;
	}

	/** When the task was reported on last: the next word comes after it. */
	get lastAtMs(): Ms {
		return this.#lastAtMs;
	}

	report(atMs: Ms, said: Said, how: How = {}): Ulid {
		const before = this.#shown;
		this.#lastAtMs = atMs;
		const op = this.#journal.add(
			this.#nextKey(),
			'task.report',
			{ task: this.#task.id, ...said, before },
			{
				person: how.person ?? this.#task.owner,
				tappedAtMs: atMs,
				...(how.arrivedAtMs === undefined ? {} : { arrivedAtMs: how.arrivedAtMs }),
				...(how.sawOnly === undefined ? {} : { sawUpTo: how.sawOnly, expect: 'superseded' })
			}
		);
		if (how.sawOnly === undefined) this.#shown = afterReport(before, said);
		return op;
	}

	/** A slip of the thumb: reports, and takes it back. */
	reportAndUndo(atMs: Ms, said: Said, undoneAtMs: Ms): void {
		const to = this.#shown;
		const op = this.report(atMs, said);
		const args = { task: this.#task.id, op, said: this.#shown, to };
		const { owner: person } = this.#task;
		this.#journal.add(this.#nextKey(), 'task.undo', args, { person, tappedAtMs: undoneAtMs });
		this.#shown = to;
	}

	acknowledge(atMs: Ms, report: Ulid, person: PersonKey): void {
		const event = deriveRowId<EventId>(report, 'event');
		this.#journal.add(
			this.#nextKey(),
			'report.acknowledge',
			{ event },
			{ person, tappedAtMs: atMs }
		);
	}

	moveDue(atMs: Ms, dueDay: Day, person: PersonKey): void {
		const args = { task: this.#task.id, set: { dueDay } };
		this.#journal.add(this.#nextKey(), 'task.edit', args, { person, tappedAtMs: atMs });
	}

	#nextKey(): string {
		return `${this.#task.key}#${String(++this.#lines)}`;
	}
}

/** What the author's screen shows after a report, as `task.report` sets it. */
function afterReport(before: ReportFields, said: Said): ReportFields {
	const late = said.status === 'late';
	return {
		status: said.status,
		percent: said.percent ?? (said.status === 'done' ? 100 : before.percent),
		cause: late ? (said.cause ?? before.cause) : '',
		expectedDay: late ? (said.expectedDay ?? before.expectedDay) : ''
	};
}
