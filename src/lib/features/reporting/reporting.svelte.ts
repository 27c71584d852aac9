import { reportFieldsOf } from '$lib/domain/commands/report';
import type { Cause } from '$lib/domain/choices';
import type { Status } from '$lib/domain/entities';
import type { Ms, TaskId, Ulid } from '$lib/domain/ids';
import type { Day } from '$lib/domain/time';
import type { Muster } from '$lib/features/session';
import type { Buzz } from './haptics';
import { undoing, type Report } from './undo';

/** Taken back by the phone itself: no room left, or its storage failed otherwise. */
type NotKept = 'full' | 'failed';

export type Said = {
	readonly status: Status;
	/** oldest first: the tap, then what was added to it */
	readonly reports: readonly Report[];
	/** `stored` and `undone` only after the phone's database has said so */
	readonly kept: 'saving' | 'stored' | 'undoing' | 'undone' | NotKept;
	/** when it was said, server's clock as far as it is known */
	readonly atMs: Ms;
	/** late offers a cause, then a day; both may be left out */
	readonly offers: 'nothing' | 'causes' | 'days';
};

type Details = {
	readonly cause?: Cause | '';
	readonly expectedDay?: Day;
	readonly note?: string;
};

/**
 * What the person has just said about tasks, tap by tap, and how far each word has come: on its
 * way into the phone, stored there, not kept, taken back. Lives as long as a screen.
 */
export class Reporting {
	readonly #muster: Pick<Muster, 'view' | 'dispatch'>;
	readonly #buzz: Buzz;
	#said = $state.raw<Readonly<Partial<Record<TaskId, Said>>>>({});

	constructor(muster: Pick<Muster, 'view' | 'dispatch'>, buzz: Buzz) {
		this.#muster = muster;
		this.#buzz = buzz;
	}

	/** What was said last on this screen; undefined for nothing, or when it was put aside. */
	saidOf(task: TaskId): Said | undefined {
		return this.#said[task];
	}

	/**
	 * A second tap on the same button says nothing new while its word stands, here and on the task:
	 * somebody else may have said another since.
	 *
	 * @returns settles when the phone has stored it, or could not; null when nothing was said
	 */
	report(task: TaskId, status: Status, note = ''): Promise<void> | null {
		const current = this.#said[task];
		const isRepeat = isStanding(current) && current.status === status && note === '';
		if (isRepeat && this.#muster.view.get('tasks', task)?.status === status) return null;
		const details = note === '' ? {} : { note };
		const sent = this.#send(task, status, details, []);
		if (!sent) return null;
		this.#put(task, { ...sent.said, offers: status === 'late' ? 'causes' : 'nothing' });
		if (status === 'late' || status === 'done') this.#buzz(status);
		return sent.stored;
	}

	/** Adds why it is late; then a day is offered. */
	giveCause(task: TaskId, cause: Cause): void {
		this.#add(task, { cause }, 'days');
	}

	giveExpectedDay(task: TaskId, expectedDay: Day): void {
		this.#add(task, { expectedDay }, 'nothing');
	}

	/** Takes back the last tap with all that was added to it. */
	undo(task: TaskId): void {
		const said = this.#said[task];
		if (said && !isTakenBack(said)) this.takeBack(task, said.reports);
	}

	/** @param reports oldest first; each is taken back where it still stands */
	takeBack(task: TaskId, reports: readonly Report[]): void {
		const last = reports.at(-1);
		if (!last) return;
		const sent = undoing(task, reports).map((args) => this.#muster.dispatch('task.undo', args));
		const { status } = last.said;
		const atMs = Math.max(...sent.map(({ op }) => op.clientAt + op.offsetMs));
		const said: Said = { status, reports, kept: 'undoing', atMs, offers: 'nothing' };
		this.#put(task, said);
		this.#buzz('undo');
		const isLast = (): boolean => this.#said[task] === said;
		Promise.all(sent.map(({ stored }) => stored)).then(
			() => isLast() && this.#put(task, { ...said, kept: 'undone' }),
			(error: unknown) => isLast() && this.#fail(task, { ...said, kept: notKept(error) })
		);
	}

	/** The word has been read: the card shows the task as it is again. */
	forget(task: TaskId): void {
		const rest = { ...this.#said };
		delete rest[task];
		this.#said = rest;
	}

	#put(task: TaskId, said: Said): void {
		this.#said = { ...this.#said, [task]: said };
	}

	#add(task: TaskId, details: Details, offers: Said['offers']): void {
		const said = this.#said[task];
		if (!said || said.status !== 'late' || isTakenBack(said)) return;
		const sent = this.#send(task, 'late', details, said.reports);
		if (sent) this.#put(task, { ...sent.said, offers });
	}

	#send(
		task: TaskId,
		status: Status,
		details: Details,
		earlier: readonly Report[]
	): { said: Omit<Said, 'offers'>; stored: Promise<void> } | null {
		const row = this.#muster.view.get('tasks', task);
		if (!row) return null;
		const before = reportFieldsOf(row);
		const { op, stored } = this.#muster.dispatch('task.report', {
			task,
			status,
			...details,
			before
		});
		const after = this.#muster.view.get('tasks', task);
		const fields = after ? reportFieldsOf(after) : { ...before, status };
		stored.then(
			() => this.#settle(task, op.id),
			(error: unknown) => this.#drop(task, op.id, notKept(error))
		);
		const reports = [...earlier, { op: op.id, before, said: fields }];
		const atMs = op.clientAt + op.offsetMs;
		return { said: { status, reports, kept: 'saving', atMs }, stored };
	}

	#settle(task: TaskId, op: Ulid): void {
		const said = this.#said[task];
		if (said?.kept === 'saving' && said.reports.at(-1)?.op === op)
			this.#put(task, { ...said, kept: 'stored' });
	}

	/** The phone could not keep it: the engine has taken it off the view, and the word goes too. */
	#drop(task: TaskId, op: Ulid, kept: NotKept): void {
		const said = this.#said[task];
		const reports = said?.reports.filter((report) => report.op !== op);
		if (!said || !reports || reports.length === said.reports.length) return;
		this.#fail(task, { ...said, reports, kept, offers: 'nothing' });
	}

	#fail(task: TaskId, failed: Said): void {
		this.#put(task, failed);
		this.#buzz('error');
	}
}

/** True while a word counts: on its way into the phone, or there. */
export function isStanding(said: Said | undefined): said is Said {
	return said?.kept === 'saving' || said?.kept === 'stored';
}

function isTakenBack({ kept }: Said): boolean {
	return kept === 'undoing' || kept === 'undone';
}

/** Why the phone has not kept a word. */
export function notKept(error: unknown): NotKept {
	return error instanceof Error && error.name === 'StorageFull' ? 'full' : 'failed';
}
