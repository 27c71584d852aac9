import { expect, test } from 'vitest';
import type { Disagreement, Status } from '../entities';
import { deriveRowId, type ConflictId, type TaskId } from '../ids';
import { wholeRow } from '../rows';
import { authorsWord } from './disagreement';

const card = (fields: Readonly<Record<string, Disagreement>>) =>
	wholeRow('conflicts', { id: deriveRowId<ConflictId>('card'), fields });
const taskAt = (status: Status, percent: number) =>
	wholeRow('tasks', { id: deriveRowId<TaskId>('task'), status, percent });
const late = { status: { mine: 'late', theirs: 'done' } };

test('a word that opens a finished task again does not leave it at 100 %', () => {
	expect(authorsWord(card(late), taskAt('done', 100))).toEqual({ status: 'late', percent: 0 });
});

test('what its author told of the percentage counts, and what another has said since', () => {
	const told = { ...late, percent: { mine: 60, theirs: 100 } };
	expect(authorsWord(card(told), taskAt('done', 100))).toEqual({ status: 'late', percent: 60 });
	expect(authorsWord(card(late), taskAt('in_progress', 40))).toEqual({ status: 'late' });
	expect(authorsWord(card({}), taskAt('done', 100))).toEqual({});
});
