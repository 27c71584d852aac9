import type { ReportFields, StatusEvent } from '$lib/domain/entities';
import type { TaskId, Ulid } from '$lib/domain/ids';
import type { CommandArgs } from '$lib/domain/registry';

/** One report as it can be taken back: what the screen showed before it, and what it said. */
export type Report = {
	readonly op: Ulid;
	readonly before: ReportFields;
	readonly said: ReportFields;
};

/** null for an event that does not say what was before it. */
export function reportOf(event: StatusEvent): Report | null {
	if (event.before === null) return null;
	const { op, to: status, percent, cause, expectedDay, before } = event;
	return { op, before, said: { status, percent, cause, expectedDay } };
}

/**
 * The commands that take reports back, newest report first, so that each finds its own word still
 * standing.
 *
 * @param reports oldest first
 */
export function undoing(task: TaskId, reports: readonly Report[]): CommandArgs['task.undo'][] {
	return reports.toReversed().map(({ op, before, said }) => ({ task, op, said, to: before }));
}
