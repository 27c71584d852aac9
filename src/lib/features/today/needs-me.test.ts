import { expect, test } from 'vitest';
import { deriveRowId } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import {
	FakeMuster,
	LAUNCH,
	ME,
	putDone,
	putTask,
	smallProject
} from '../../../../tests/fixtures/fake-muster.svelte';
import { countNeedsMe } from './needs-me';

const YESTERDAY = '2026-11-20';
const TODAY = '2026-11-23';

test('own tasks that are overdue need the person; what is late, due, done or somebody else’s does not', () => {
	const rows = smallProject();
	const muster = new FakeMuster(rows);
	expect(countNeedsMe(muster)).toBe(0);
	putTask(rows, 'overdue and now', { status: 'in_progress', dueDay: YESTERDAY });
	putTask(rows, 'overdue', { dueDay: YESTERDAY });
	putTask(rows, 'late', { status: 'late', dueDay: TODAY });
	putTask(rows, 'due', { dueDay: TODAY });
	putDone(rows, 'done', muster.nowMs, { dueDay: YESTERDAY });
	putTask(rows, 'of nobody', { owner: '', dueDay: YESTERDAY });
	expect(countNeedsMe(muster)).toBe(2);
});

test('an issue needs whoever is to solve it, until it is in hand and has time', () => {
	const rows = smallProject();
	const muster = new FakeMuster(rows);
	const issue = { id: deriveRowId('issue'), project: LAUNCH, solver: ME };
	rows.put('issues', wholeRow('issues', issue));
	expect(countNeedsMe(muster)).toBe(1);
	const inHand = { ...issue, state: 'accepted', dueDay: TODAY };
	rows.put('issues', wholeRow('issues', inHand));
	expect(countNeedsMe(muster)).toBe(0);
	rows.put('issues', wholeRow('issues', { ...inHand, dueDay: YESTERDAY }));
	expect(countNeedsMe(muster)).toBe(1);
});

test('so do words to choose between and words that were not taken, not those that wait to be sent', () => {
	const muster = new FakeMuster(smallProject());
	const status = { ...muster.status, choices: 2, failed: 1, queued: 5 };
	expect(countNeedsMe(Object.assign(muster, { status }))).toBe(3);
});
