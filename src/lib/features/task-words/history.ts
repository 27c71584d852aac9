import type { Cause, Status, StatusEvent, Task } from '$lib/domain/entities';
import type { EventId, Ms, PersonId } from '$lib/domain/ids';
import { MINUTE_MS, type Day } from '$lib/domain/time';
import { byNewest } from './last-word';

/** One line of a task's history, as people read it: a tap with all that was added to it. */
export type HistoryEntry = {
	readonly id: EventId;
	readonly action: StatusEvent['action'];
	readonly person: PersonId;
	readonly status: Status;
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
		if (last && belongs(last, event)) entries[entries.length - 1] = joined(last, event);
		else entries.push(entryOf(event));
	}
	return entries.reverse();
}

/** How long a word was on its way, where that is worth saying; null for not, or not arrived. */
export function delayMs(entry: Pick<HistoryEntry, 'occurredAt' | 'receivedAt'>): Ms | null {
	if (entry.receivedAt === 0) return null;
	const delay = entry.receivedAt - entry.occurredAt;
	return delay >= DELAY_WORTH_SAYING_MS ? delay : null;
}

/** The person's newest report, while the task still stands as it says; undefined for none. */
export function undoable(
	task: Pick<Task, 'revs'>,
	history: readonly HistoryEntry[],
	person: PersonId
): HistoryEntry | undefined {
	const standing = new Set(Object.values(task.revs).map((rev) => rev.op));
	return history.find(
		(entry) =>
			entry.person === person &&
			entry.action === 'report' &&
			entry.effective &&
			entry.events.some((event) => event.before !== null && standing.has(event.op))
	);
}

function entryOf(event: StatusEvent): HistoryEntry {
	const { id, action, person, cause, expectedDay, note, occurredAt, receivedAt } = event;
	const { effective, acknowledgedBy, acknowledgedAt } = event;
	return {
		...{ id, action, person, status: event.to, cause, expectedDay, note, occurredAt, receivedAt },
		...{ effective, acknowledgedBy, acknowledgedAt, events: [event] }
	};
}

/** A cause or a day added to a late report, or a further part of one undo. */
function belongs(last: HistoryEntry, event: StatusEvent): boolean {
	if (last.person !== event.person || last.action !== event.action) return false;
	if (last.effective !== event.effective) return false;
	if (event.occurredAt - last.occurredAt > ADDED_WITHIN_MS) return false;
	if (event.action === 'undo') return event.from === last.status;
	const adds = event.action === 'report' && event.from === 'late' && event.to === 'late';
	return adds && last.status === 'late' && event.note === '';
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
