import type { Status } from '$lib/domain/entities';
import type { Ms } from '$lib/domain/ids';
import type { Attendance } from '$lib/domain/rules/attendance';
import type { TaskRow } from './rows';

/** What a figure is held against: every number has one. */
export type Tile = { readonly value: number } & (
	| { readonly name: 'overdue'; readonly longestDays: number; readonly projectCount: number }
	| { readonly name: 'late'; readonly warnedEarly: number }
	/** `blocked`: somebody is held up, and nobody has called it solved */
	| { readonly name: 'blocked' | 'disagreements'; readonly longestMs: Ms }
	| { readonly name: 'open'; readonly inProgress: number; readonly shouldHaveStarted: number }
	/** of today's stand-ups; `of` is 0 where there is none */
	| { readonly name: 'checkin'; readonly of: number }
);

export type Counted = {
	/** the open tasks */
	readonly rows: readonly TaskRow[];
	readonly blockedSinceMs: readonly Ms[];
	readonly disagreementsSinceMs: readonly Ms[];
	readonly attendance: readonly Attendance[];
};

/**
 * Counts by what was said, and by the clock: an overdue task that is late counts as both, because
 * late and overdue are two things.
 */
export function tilesOf(
	{ rows, blockedSinceMs, disagreementsSinceMs, attendance }: Counted,
	nowMs: Ms
): Tile[] {
	const overdue = rows.filter(({ due }) => due.kind === 'overdue');
	const ofStatus = (status: Status) => rows.filter(({ task }) => task.status === status);
	const late = ofStatus('late');
	const longestSince = (sinceMs: readonly Ms[]): Ms =>
		Math.max(0, ...sinceMs.map((since) => nowMs - since));
	return [
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
		{ name: 'blocked', value: blockedSinceMs.length, longestMs: longestSince(blockedSinceMs) },
		{
			name: 'open',
			value: rows.length,
			inProgress: ofStatus('in_progress').length,
			shouldHaveStarted: rows.filter((row) => row.shouldHaveStarted).length
		},
		{
			name: 'disagreements',
			value: disagreementsSinceMs.length,
			longestMs: longestSince(disagreementsSinceMs)
		},
		{
			name: 'checkin',
			value: sumOf(attendance, ({ given }) => given.length),
			of: sumOf(attendance, ({ of }) => of)
		}
	];
}

function sumOf<T>(rows: readonly T[], count: (row: T) => number): number {
	return rows.reduce((sum, row) => sum + count(row), 0);
}
