import { mayLead } from '$lib/domain/rules/rights';
import type { Actor } from '$lib/domain/command';
import type { Status, StatusEvent } from '$lib/domain/entities';
import type { View } from '$lib/domain/tx';
import { continuesWord, delayMs, personName } from '$lib/features/task-words';

export type FeedItem = {
	readonly id: StatusEvent['id'];
	/** the newest part of it */
	readonly event: StatusEvent;
	/** what was written with any part of it */
	readonly note: string;
	readonly title: string;
	/** of the task, now */
	readonly status: Status;
	readonly projectName: string;
	/** days of the report are read in it */
	readonly timeZone: string;
	readonly person: string;
	/** whose word it is that was adopted; '' for the person's own */
	readonly author: string;
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
	return lines.flatMap((parts) => {
		const [event] = parts;
		const task = event && view.get('tasks', event.task);
		if (!task) return [];
		const project = view.get('projects', event.project);
		const seenBy = parts.find((part) => part.acknowledgedBy !== '')?.acknowledgedBy;
		const acknowledged = seenBy !== undefined;
		return {
			id: event.id,
			event,
			note: parts.find((part) => part.note !== '')?.note ?? '',
			title: task.title,
			status: task.status,
			projectName: project?.name ?? '',
			timeZone: project?.timeZone ?? 'UTC',
			person: personName(view, event.person),
			author: personName(view, event.author),
			arrivedLate: delayMs(event) !== null,
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
			return oldest !== undefined && continuesWord(event, oldest);
		});
		if (line) line.push(event);
		else lines.push([event]);
	}
	return lines;
}
