import type { Status } from '../entities';

/** What a progress report offers. */
export const PERCENTS = [0, 25, 50, 75, 100] as const;

/**
 * What the status of a task is once its author says how much of it is done: all of it is done, and
 * none of what was not begun is not begun. That something will be late is said by itself, and stays.
 *
 * @param percent 0 to 100
 */
export function statusAtPercent(status: Status, percent: number): Status {
	if (percent >= 100) return 'done';
	if (status === 'late') return 'late';
	return percent === 0 && status === 'todo' ? 'todo' : 'in_progress';
}
