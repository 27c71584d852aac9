import { reportFieldsOf } from '$lib/domain/commands/report';
import type { Conflict, Person, ReportFields, Task } from '$lib/domain/entities';
import type { Ms, PersonId } from '$lib/domain/ids';
import { SettledFields } from '$lib/domain/commands/fields';
import { parse } from '$lib/domain/parse';
import { taskHistory, type Planned } from '$lib/features/task-words';
import type { View } from '$lib/domain/tx';
import type { CommandArgs } from '$lib/domain/registry';

type Settled = NonNullable<CommandArgs['conflict.settle']['set']>;

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
	/** undefined for the person's own other phone, and for one who is not known here */
	readonly other: Person | undefined;
	/** the person disagrees with an own word from another device */
	readonly withOneself: boolean;
	readonly mine: Statement;
	readonly theirs: Statement;
	readonly settleMine: CommandArgs['conflict.settle'];
	readonly settleTheirs: CommandArgs['conflict.settle'];
};

/** What waits for the person's choice, oldest first. */
export function choicesOf(view: View, person: PersonId): Choice[] {
	return view
		.list('conflicts', 'author', person)
		.filter((conflict) => conflict.open)
		.toSorted((a, b) => a.authorAt - b.authorAt)
		.flatMap((conflict) => {
			const task = view.get('tasks', conflict.task);
			return task && !task.removed ? [choice(view, conflict, task)] : [];
		});
}

function choice(view: View, conflict: Conflict, task: Task): Choice {
	const mine = side(conflict, 'mine');
	const theirs = side(conflict, 'theirs');
	const about = { conflict: conflict.id, task: task.id };
	return {
		conflict,
		task,
		other: view.get('people', conflict.other),
		withOneself: conflict.other === conflict.author,
		mine: { atMs: conflict.authorAt, note: conflict.note, ...statement(task, mine) },
		theirs: { atMs: conflict.otherAt, note: noteOf(view, conflict), ...statement(task, theirs) },
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

/** One side's values of the fields in dispute. */
function side(conflict: Conflict, whose: 'mine' | 'theirs'): Settled {
	const both = Object.entries(conflict.fields);
	const values = Object.fromEntries(both.map(([field, said]) => [field, said[whose]]));
	return parse(SettledFields, values) ?? {};
}

/** What the other wrote with the word that is in force, or with the tap it belongs to. */
function noteOf(view: View, conflict: Conflict): string {
	const said = taskHistory(view.list('status_events', 'task', conflict.task)).find(({ events }) =>
		events.some((event) => event.person === conflict.other && event.occurredAt === conflict.otherAt)
	);
	return said?.note ?? '';
}
