import { mayLead } from '$lib/domain/rules/rights';
import type { Actor } from '$lib/domain/command';
import type { Status, StatusEvent } from '$lib/domain/entities';
import { MINUTE_MS } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { personName } from './people';

/** Later than this after it happened, a report says both times. */
const ARRIVED_LATE_MS = 2 * MINUTE_MS;

export type FeedItem = {
	readonly id: StatusEvent['id'];
	readonly event: StatusEvent;
	readonly title: string;
	/** of the task, now */
	readonly status: Status;
	readonly projectName: string;
	readonly person: string;
	readonly arrivedLate: boolean;
	/** this person may say 收到, and nobody has */
	readonly asksForAcknowledgement: boolean;
	/** who has seen it; '' for nobody yet */
	readonly acknowledgedBy: string;
};

/** Tasks that left this device's scope take their events along: an event without a task is left out. */
export function feedOf(view: View, actor: Actor, newest: readonly StatusEvent[]): FeedItem[] {
	return newest.flatMap((event) => {
		const task = view.get('tasks', event.task);
		if (!task) return [];
		const acknowledged = event.acknowledgedBy !== '';
		return {
			id: event.id,
			event,
			title: task.title,
			status: task.status,
			projectName: view.get('projects', event.project)?.name ?? '',
			person: personName(view, event.person),
			arrivedLate: event.receivedAt !== 0 && event.receivedAt - event.occurredAt >= ARRIVED_LATE_MS,
			asksForAcknowledgement:
				!acknowledged && event.person !== actor.id && mayLead(view, actor, event.project) === 'ok',
			acknowledgedBy: acknowledged ? personName(view, event.acknowledgedBy) : ''
		};
	});
}
