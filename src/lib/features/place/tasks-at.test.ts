import { expect, test } from 'vitest';
import type { Task } from '$lib/domain/entities';
import { deriveRowId, type PersonId, type PlaceId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';
import { tasksAt } from './tasks-at';

const [ANNA, BEN] = [deriveRowId<PersonId>('anna'), deriveRowId<PersonId>('ben')];
const [HERE, ELSEWHERE] = [deriveRowId<PlaceId>('here'), deriveRowId<PlaceId>('elsewhere')];

/** As much of a task as is asked for. */
const task = (id: string, change: object = {}) =>
	({
		...{ id, owner: BEN, place: HERE, dueDay: '', position: 0, removed: false, status: 'todo' },
		...change
	}) as Task;
const viewOf = (tasks: Task[]) => ({ all: () => tasks }) as unknown as View;

test('one’s own first, then the day; what is done, removed or elsewhere is not there', () => {
	const view = viewOf([
		task('no day'),
		task('later', { dueDay: '2026-12-02' }),
		task('mine, no day', { owner: ANNA }),
		task('soon', { dueDay: '2026-12-01' }),
		task('mine', { owner: ANNA, dueDay: '2026-12-09' }),
		task('done', { status: 'done' }),
		task('removed', { removed: true }),
		task('elsewhere', { place: ELSEWHERE })
	]);
	expect(tasksAt(view, HERE, ANNA).map(({ id }) => id)).toEqual([
		...['mine', 'mine, no day'],
		...['soon', 'later', 'no day']
	]);
});
