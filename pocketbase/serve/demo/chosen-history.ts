import { Status } from '$lib/domain/entities';
import type { Journal } from './journal';
import type { PersonKey } from './organisation.table';
import type { ChosenTask, DayIndex } from './plan-table';
import type { PlannedTask } from './plan';
import { pick, type Prng } from './prng';
import { leadNotes } from './spoken.table';
import { TaskStory } from './task-story';
import type { Lang } from './words';
import type { WorkClock } from './work-clock';

export type Telling = {
	readonly journal: Journal;
	readonly clock: WorkClock;
	readonly lang: Lang;
	readonly lead: PersonKey;
};

const yesterday: DayIndex = -1;
const clockTime = (hour: number, minute: number): number => hour * 60 + minute;

/** Tells a task that is set down by hand: its state today is the one its table names. */
export function tellChosen(
	{ journal, clock, lang, lead }: Telling,
	task: PlannedTask,
	chosen: ChosenTask,
	random: Prng
): void {
	if (chosen.fate === 'todo') return;
	const story = new TaskStory(journal, task);
	const note = chosen.note ? { note: chosen.note[lang] } : {};
	const at = (index: DayIndex, hour: number, minute: number): number =>
		clock.at(index, clockTime(hour, minute)) + Math.floor(random() * 240_000);
	const begun = story.report(at(chosen.startIn, 9, 5), { status: Status.inProgress });
	switch (chosen.fate) {
		case 'doing':
			if (chosen.note)
				story.report(at(chosen.startIn + 3, 14, 20), {
					status: Status.inProgress,
					percent: 60,
					...note
				});
			return;
		case 'late': {
			const expectedDay = clock.dayAt(chosen.dueIn + 1);
			const late = story.report(at(yesterday, 15, 20), {
				...{ status: Status.late, cause: 'material', expectedDay },
				...note
			});
			story.acknowledge(at(yesterday, 15, 48), late, lead);
			return;
		}
		case 'done': {
			const done = story.report(at(0, 8, 40), { status: Status.done, ...note });
			story.acknowledge(at(0, 9, 5), done, lead);
			return;
		}
		case 'seen': {
			const doneIn = Math.min(chosen.dueIn, yesterday);
			const done = story.report(at(doneIn, 16, 10), { status: Status.done, ...note });
			story.acknowledge(at(doneIn, 16, 35), done, lead);
			return;
		}
		case 'disputed':
			story.report(
				at(yesterday, 10, 30),
				{ status: Status.done, ...note },
				{ arrivedAtMs: at(yesterday, 14, 5), sawOnly: begun }
			);
			story.report(
				at(yesterday, 11, 15),
				{
					...{ status: Status.late, cause: 'other', expectedDay: clock.dayAt(chosen.dueIn + 2) },
					note: pick(random, leadNotes)[lang]
				},
				{ person: lead }
			);
	}
}
