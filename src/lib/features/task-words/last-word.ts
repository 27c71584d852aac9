import type { StatusEvent } from '$lib/domain/entities';
import type { PersonId, TaskId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';

/** Newest first: by when it happened, then by when its op was made. */
export function byNewest(a: StatusEvent, b: StatusEvent): number {
	return b.occurredAt - a.occurredAt || (a.op < b.op ? 1 : -1);
}

/** The newest thing the person said about the task, within the days of history held here. */
export function lastWordOf(view: View, task: TaskId, person: PersonId): StatusEvent | null {
	const events = view.list('status_events', 'task', task);
	return events.filter((event) => event.person === person).sort(byNewest)[0] ?? null;
}
