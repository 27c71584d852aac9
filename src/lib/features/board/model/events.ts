import type { StatusEvent } from '$lib/domain/entities';
import type { Ms, ProjectId, TaskId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';

/** What arrived when: a report still queued on this device counts as newest. */
export function arrivedAtMs(event: StatusEvent): Ms {
	return event.receivedAt === 0 ? Number.MAX_SAFE_INTEGER : event.receivedAt;
}

/** Newest arrival first; of those that came together, the one that happened last. */
export function byArrival(a: StatusEvent, b: StatusEvent): number {
	return (
		arrivedAtMs(b) - arrivedAtMs(a) ||
		b.occurredAt - a.occurredAt ||
		(a.op < b.op ? 1 : a.op > b.op ? -1 : 0)
	);
}

export type EventSummary = {
	/** the newest word that counts on each task */
	readonly lastByTask: ReadonlyMap<TaskId, StatusEvent>;
	/** newest first, at most as many as asked for */
	readonly newest: readonly StatusEvent[];
};

/** One pass over the events of `projects`: a month of a large project is tens of thousands of rows. */
export function summariseEvents(
	view: View,
	projects: readonly ProjectId[],
	newestCount: number
): EventSummary {
	const lastByTask = new Map<TaskId, StatusEvent>();
	const newest: StatusEvent[] = [];
	for (const project of projects)
		for (const event of view.list('status_events', 'project', project)) {
			const last = lastByTask.get(event.task);
			if (event.effective && (!last || byArrival(event, last) < 0))
				lastByTask.set(event.task, event);
			keepNewest(newest, event, newestCount);
		}
	return { lastByTask, newest };
}

function keepNewest(newest: StatusEvent[], event: StatusEvent, count: number): void {
	const oldest = newest.at(-1);
	if (newest.length >= count && (!oldest || byArrival(event, oldest) >= 0)) return;
	const place = newest.findIndex((other) => byArrival(event, other) < 0);
	newest.splice(place === -1 ? newest.length : place, 0, event);
	if (newest.length > count) newest.pop();
}
