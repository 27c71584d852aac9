import { mayLead } from '$lib/domain/rules/rights';
import type { Actor } from '$lib/domain/command';
import type { Status, StatusEvent } from '$lib/domain/entities';
import { MINUTE_MS } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { personName } from './people';

/** Later than this after it happened, a report says both times. */
const ARRIVED_LATE_MS = 2 * MINUTE_MS;
/** A reason or a day is added to a late report within this time, and taken back with it. */
const ADDED_WITHIN_MS = 10 * MINUTE_MS;

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

/**
 * What people said, newest first, one line per tap: what was added to a report shows as part of
 * it. Tasks that left this device's scope take their events along.
 *
 * @param newest in order of arrival
 */
export function feedOf(
	view: View,
	actor: Actor,
	newest: readonly StatusEvent[],
	count: number
): FeedItem[] {
	const lines = joined(newest).slice(0, count);
	return lines.flatMap(([event, ...earlier]) => {
		const task = event && view.get('tasks', event.task);
		if (!task) return [];
		const seenBy = [event, ...earlier].find((part) => part.acknowledgedBy !== '')?.acknowledgedBy;
		const acknowledged = seenBy !== undefined;
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
			acknowledgedBy: acknowledged ? personName(view, seenBy) : ''
		};
	});
}

/** Each line as what it was made of, newest first. */
function joined(newest: readonly StatusEvent[]): StatusEvent[][] {
	const lines: StatusEvent[][] = [];
	for (const event of newest) {
		const line = lines.find((parts) => {
			const oldest = parts.at(-1);
			return oldest !== undefined && continues(oldest, event);
		});
		if (line) line.push(event);
		else lines.push([event]);
	}
	return lines;
}

/** True if `newer` only adds to `older`: a reason or a day to 滞后, a further part to an undo. */
function continues(newer: StatusEvent, older: StatusEvent): boolean {
	if (newer.task !== older.task || newer.person !== older.person) return false;
	if (newer.action !== older.action || newer.effective !== older.effective) return false;
	if (Math.abs(newer.occurredAt - older.occurredAt) > ADDED_WITHIN_MS) return false;
	if (newer.action === 'undo') return newer.from === older.to;
	const isLate = newer.from === 'late' && newer.to === 'late' && older.to === 'late';
	return newer.action === 'report' && isLate && newer.note === '';
}
