import { reportFieldsOf } from '$lib/domain/commands/report';
import type { Conflict, ReportFields, Task } from '$lib/domain/entities';
import type { Ms, PersonId } from '$lib/domain/ids';
import { openCards } from '$lib/domain/rules/open-cards';
import {
	asItIsNow,
	authorsWord,
	newestRev,
	sideOf,
	type Settled
} from '$lib/domain/rules/disagreement';
import { taskHistory, type Planned } from '$lib/features/task-words';
import type { View } from '$lib/domain/tx';
import type { CommandArgs } from '$lib/domain/registry';

/** One of two statements about a task. */
export type Statement = {
	readonly atMs: Ms;
	/** what was reported; null where the two disagree about the plan only */
	readonly reported: ReportFields | null;
	/** the planned fields in dispute, as this side has them */
	readonly planned: Planned;
	readonly note: string;
};

/** A task about which the person and somebody else said different things. */
export type Choice = {
	readonly conflict: Conflict;
	readonly task: Task;
	/** whose word stands now */
	readonly other: PersonId;
	/** the person disagrees with an own word from another device */
	readonly withOneself: boolean;
	readonly mine: Statement;
	readonly theirs: Statement;
	readonly settleMine: CommandArgs['conflict.settle'];
	readonly settleTheirs: CommandArgs['conflict.settle'];
};

/** What waits for the person's choice, oldest first. */
export function choicesOf(view: View, person: PersonId): Choice[] {
	return openCards(view, person)
		.toSorted((a, b) => a.authorAt - b.authorAt)
		.flatMap((conflict) => {
			const task = view.get('tasks', conflict.task);
			return task ? [choice(view, conflict, task)] : [];
		});
}

function choice(view: View, conflict: Conflict, task: Task): Choice {
	const mine = authorsWord(conflict, task);
	const theirs = asItIsNow(task, sideOf(conflict, 'theirs'));
	const last = newestRev(task, theirs);
	const standing = { person: last?.person ?? conflict.other, atMs: last?.at ?? conflict.otherAt };
	const note = noteOf(view, task, standing);
	const about = { conflict: conflict.id, task: task.id };
	return {
		conflict,
		task,
		other: standing.person,
		withOneself: standing.person === conflict.author,
		mine: { atMs: conflict.authorAt, note: conflict.note, ...statement(task, mine) },
		theirs: { atMs: standing.atMs, note, ...statement(task, theirs) },
		settleMine: { ...about, choice: 'mine', set: mine },
		settleTheirs: { ...about, choice: 'theirs' }
	};
}

function statement(task: Task, side: Settled): Pick<Statement, 'reported' | 'planned'> {
	const { status, percent, cause, expectedDay, ...planned } = side;
	const said = [status, percent, cause, expectedDay].some((value) => value !== undefined);
	const now = reportFieldsOf(task);
	return {
		reported: said
			? {
					status: status ?? now.status,
					percent: percent ?? now.percent,
					cause: cause ?? now.cause,
					expectedDay: expectedDay ?? now.expectedDay
				}
			: null,
		planned
	};
}

/** What the other wrote with the word that is in force, or with the tap it belongs to. */
function noteOf(view: View, task: Task, word: { person: PersonId; atMs: Ms }): string {
	const said = taskHistory(view.list('status_events', 'task', task.id)).find(({ events }) =>
		events.some((event) => event.person === word.person && event.occurredAt === word.atMs)
	);
	return said?.note ?? '';
}
