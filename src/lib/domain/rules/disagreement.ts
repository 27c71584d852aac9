import type * as v from 'valibot';
import { SettledFields } from '../commands/fields';
import type { Conflict, Task } from '../entities';
import type { Rev } from '../entity';
import { parse } from '../parse';
import { fieldOf } from '../rows';

/** One side's values of the fields that two people disagree about. */
export type Settled = v.InferOutput<typeof SettledFields>;

/** What one side said of the fields in dispute; a move has none that can be set by a choice. */
export function sideOf(conflict: Conflict, whose: 'mine' | 'theirs'): Settled {
	return settled(Object.entries(conflict.fields).map(([field, said]) => [field, said[whose]]));
}

/**
 * What is set where the author's word is chosen. As with a report, a task that is done no longer is
 * no longer at 100 %, unless its author told another percentage.
 */
export function authorsWord(conflict: Conflict, task: Task): Settled {
	const said = sideOf(conflict, 'mine');
	const { status = 'done', percent } = said;
	const isOpenedAgain = status !== 'done' && task.status === 'done' && task.percent === 100;
	return isOpenedAgain && percent === undefined ? { ...said, percent: 0 } : said;
}

/** The same fields as the task has them now: somebody may have spoken since the two parted. */
export function asItIsNow(task: Task, said: Settled): Settled {
	return settled(Object.keys(said).map((field) => [field, fieldOf(task, field)]));
}

/** The newest change of any of the fields; undefined for none. */
export function newestRev(task: Task, said: Settled): Rev | undefined {
	return Object.keys(said)
		.flatMap((field) => task.revs[field] ?? [])
		.sort((a, b) => b.seq - a.seq)[0];
}

function settled(values: readonly (readonly [string, unknown])[]): Settled {
	return parse(SettledFields, Object.fromEntries(values)) ?? {};
}
