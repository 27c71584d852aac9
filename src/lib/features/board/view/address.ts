import { resolve } from '$app/paths';
import type { Scope } from '../model/board';
import { selectionText, type Selection } from '../model/selection';

/** What is laid open beside a board, in the board's address. */
export const SHOW = 'show';

export function boardAddress(scope: Scope): string {
	return scope === 'all' ? resolve('/board') : resolve('/board/[project]', { project: scope });
}

export function selectionAddress(scope: Scope, selection: Selection): string {
	return `${boardAddress(scope)}?${SHOW}=${selectionText(selection)}`;
}
