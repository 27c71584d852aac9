import type { Cause, Need } from '$lib/domain/choices';
import type { Status, StatusEvent, Task } from '$lib/domain/entities';
import type { EventId, Ms, PersonId, TaskId } from '$lib/domain/ids';
import { MINUTE_MS, type Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';

/** One line of a task's history, as people read it: a tap with all that was added to it. */
export type HistoryEntry = {
	readonly id: EventId;
	readonly action: StatusEvent['action'];
	readonly person: PersonId;
	/** whose word `person` has adopted; '' for an own one */
	readonly author: PersonId | '';
	readonly status: Status;
	/** 0 to 100 */
	readonly percent: number;
	/** told of work that is not late */
	readonly problem: Cause | '';
	readonly need: Need | '';
	readonly cause: Cause | '';
	readonly expectedDay: Day;
	readonly note: string;
	readonly occurredAt: Ms;
	/** 0 while any part of it has not reached the server */
	readonly receivedAt: Ms;
	/** false: somebody else's word stands */
	readonly effective: boolean;
	readonly acknowledgedBy: PersonId | '';
	readonly acknowledgedAt: Ms;
	/** what it was made of, oldest first */
	readonly events: readonly StatusEvent[];
};

/** What is added to a late report, and what is taken back together, comes within this time. */
const ADDED_WITHIN_MS = 10 * MINUTE_MS;
/** Shorter ways than this say nothing about the network. */
const DELAY_WORTH_SAYING_MS = MINUTE_MS;

/** The history of a task, newest first. */
export function taskHistory(events: readonly StatusEvent[]): HistoryEntry[] {
	const entries: HistoryEntry[] = [];
	for (const event of events.toSorted(byNewest).reverse()) {
		const last = entries.at(-1);
		const before = last?.events.at(-1);
		if (last && before && continuesWord(before, event))
			entries[entries.length - 1] = joined(last, event);
		else entries.push(entryOf(event));
	}
	return entries.reverse();
}

/** True for a cause or a day added to a late report, and for a further part of one undo. */
export function continuesWord(older: StatusEvent, newer: StatusEvent): boolean {
	if (newer.task !== older.task || newer.person !== older.person) return false;
	if (newer.action !== older.action || newer.effective !== older.effective) return false;
	if (Math.abs(newer.occurredAt - older.occurredAt) > ADDED_WITHIN_MS) return false;
	if (newer.action === 'undo') return newer.from === older.to;
	const isLate = newer.from === 'late' && newer.to === 'late' && older.to === 'late';
	return newer.action === 'report' && isLate && newer.note === '';
}

/** How long a word was on its way, where that is worth saying; null for not, or not arrived. */
export function delayMs(entry: Pick<HistoryEntry, 'occurredAt' | 'receivedAt'>): Ms | null {
	if (entry.receivedAt === 0) return null;
	const delay = entry.receivedAt - entry.occurredAt;
	return delay >= DELAY_WORTH_SAYING_MS ? delay : null;
}

/** The newest thing the person said about the task, within the days of history held here. */
export function lastWordOf(view: View, task: TaskId, person: PersonId): HistoryEntry | null {
	const history = taskHistory(view.list('status_events', 'task', task));
	return history.find((entry) => entry.person === person) ?? null;
}

/** The person's newest report, or the newest that they have adopted, while the task still stands as it says; undefined for none. */
export function undoable(
	task: Pick<Task, 'status' | 'revs'>,
	history: readonly HistoryEntry[],
	person: PersonId
): HistoryEntry | undefined {
	const standing = new Set(Object.values(task.revs).map((rev) => rev.op));
	return history.find(
		(entry) =>
			entry.person === person &&
			(entry.action === 'report' || entry.action === 'adopt') &&
			entry.effective &&
			entry.status === task.status &&
			entry.events.some((event) => event.before !== null && standing.has(event.op))
	);
}

/** Newest first: by when it happened, then by when its op was made. */
function byNewest(a: StatusEvent, b: StatusEvent): number {
	return b.occurredAt - a.occurredAt || (a.op < b.op ? 1 : -1);
}

function entryOf(event: StatusEvent): HistoryEntry {
	const { id, action, person, author, cause, expectedDay, note, occurredAt, receivedAt } = event;
	const { effective, acknowledgedBy, acknowledgedAt, percent, problem, need } = event;
	return {
		...{
			id,
			action,
			person,
			author,
			status: event.to,
			cause,
			expectedDay,
			note,
			occurredAt,
			receivedAt
		},
		...{ effective, acknowledgedBy, acknowledgedAt, percent, problem, need, events: [event] }
	};
}

function joined(last: HistoryEntry, event: StatusEvent): HistoryEntry {
	const addition = entryOf(event);
	const acknowledged = last.acknowledgedBy === '' ? addition : last;
	const arrived = last.receivedAt !== 0 && event.receivedAt !== 0;
	return {
		...(event.action === 'undo' ? addition : last),
		...{ cause: addition.cause, expectedDay: addition.expectedDay },
		receivedAt: arrived ? Math.max(last.receivedAt, event.receivedAt) : 0,
		acknowledgedBy: acknowledged.acknowledgedBy,
		acknowledgedAt: acknowledged.acknowledgedAt,
		events: [...last.events, event]
	};
}
