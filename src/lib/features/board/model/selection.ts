import { isDay, type Day } from '$lib/domain/time';
import type { TaskRow } from './rows';

const LISTS = [
	'open',
	'overdue',
	'late',
	'blocked',
	'departments',
	'disagreements',
	'checkin',
	'feed'
] as const;
type List = (typeof LISTS)[number];

/** What is laid open beside the board. */
export type Selection =
	| { readonly kind: List }
	| { readonly kind: 'department' | 'phase'; readonly id: string }
	| { readonly kind: 'day'; readonly day: Day };

/** As an address names it: `overdue`, `department:<id>`, `day:2026-11-24`. */
export function selectionText(selection: Selection): string {
	if ('id' in selection) return `${selection.kind}:${selection.id}`;
	return 'day' in selection ? `day:${selection.day}` : selection.kind;
}

/** null for an address that names nothing. */
export function selectionOf(text: string | null): Selection | null {
	const list = LISTS.find((name) => name === text);
	if (list) return { kind: list };
	const [kind, rest] = (text ?? '').split(':');
	if (rest === undefined) return null;
	if (kind === 'department' || kind === 'phase') return { kind, id: rest };
	return kind === 'day' && isDay(rest) ? { kind, day: rest } : null;
}

/** Whether an open task is part of what was asked for. */
export function isSelected({ task, due }: TaskRow, selection: Selection): boolean {
	switch (selection.kind) {
		case 'open':
			return true;
		case 'overdue':
			return due.kind === 'overdue';
		case 'department':
			return task.department === selection.id;
		case 'phase':
			return task.phase === selection.id;
		case 'day':
			return due.kind === 'due' && due.day === selection.day;
		case 'late':
			return task.status === 'late';
		case 'blocked':
		case 'departments':
		case 'disagreements':
		case 'checkin':
		case 'feed':
			return false;
	}
}
