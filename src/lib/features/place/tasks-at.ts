import type { Task } from '$lib/domain/entities';
import type { PersonId, PlaceId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';

/** What is still to be done at a place: one's own first, then by the day it is due; those without a day last. */
export function tasksAt(view: View, place: PlaceId, person: PersonId): Task[] {
	const isMine = (task: Task): number => (task.owner === person ? 0 : 1);
	return view
		.all('tasks')
		.filter((task) => task.place === place && !task.removed && task.status !== 'done')
		.sort(
			(a, b) =>
				isMine(a) - isMine(b) ||
				Number(a.dueDay === '') - Number(b.dueDay === '') ||
				compare(a.dueDay, b.dueDay) ||
				a.position - b.position ||
				compare(a.id, b.id)
		);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
