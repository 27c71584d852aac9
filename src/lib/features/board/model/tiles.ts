import type { Ms } from '$lib/domain/ids';
import type { TaskRow } from './rows';

export const FILTERS = ['overdue', 'late', 'in_progress', 'todo'] as const;
/** What the list can be narrowed to. */
export type Filter = (typeof FILTERS)[number];

export function matches(row: TaskRow, filter: Filter | null): boolean {
	if (filter === null) return true;
	return filter === 'overdue' ? row.due.kind === 'overdue' : row.task.status === filter;
}

/** What a figure is held against: every number has one. */
export type Tile = { readonly value: number } & (
	| { readonly name: 'overdue'; readonly longestDays: number; readonly projectCount: number }
	| { readonly name: 'late'; readonly warnedEarly: number }
	| { readonly name: 'in_progress'; readonly dueToday: number }
	| { readonly name: 'todo'; readonly shouldHaveStarted: number }
	| { readonly name: 'disagreements'; readonly longestMs: Ms }
);

/**
 * Counts by status, and by the clock: an overdue task counts in its status, too, because late and
 * overdue are two things. Disagreements have a tile only while there are any.
 */
export function tilesOf(
	rows: readonly TaskRow[],
	disagreementsSinceMs: readonly Ms[],
	nowMs: Ms
): Tile[] {
	const overdue = rows.filter((row) => matches(row, 'overdue'));
	const late = rows.filter((row) => matches(row, 'late'));
	const doing = rows.filter((row) => matches(row, 'in_progress'));
	const todo = rows.filter((row) => matches(row, 'todo'));
	const tiles: Tile[] = [
		{
			name: 'overdue',
			value: overdue.length,
			longestDays: Math.max(
				0,
				...overdue.map(({ due }) => (due.kind === 'overdue' ? due.days : 0))
			),
			projectCount: new Set(overdue.map((row) => row.project.id)).size
		},
		{ name: 'late', value: late.length, warnedEarly: late.filter((row) => row.warnedEarly).length },
		{
			name: 'in_progress',
			value: doing.length,
			dueToday: doing.filter(({ due }) => due.kind === 'due' && due.inDays === 0).length
		},
		{
			name: 'todo',
			value: todo.length,
			shouldHaveStarted: todo.filter((row) => row.shouldHaveStarted).length
		}
	];
	if (disagreementsSinceMs.length > 0)
		tiles.push({
			name: 'disagreements',
			value: disagreementsSinceMs.length,
			longestMs: Math.max(0, nowMs - Math.min(...disagreementsSinceMs))
		});
	return tiles;
}
