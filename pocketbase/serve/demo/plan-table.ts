import type { Scenario } from '$lib/domain/choices';
import type { DepartmentKey, PersonKey } from './organisation.table';
import type { Words } from './words';

/** Days are counted in working days from today, or from the next one on a weekend: −1 is the last. */
export type DayIndex = number;

export type TaskRow = readonly [
	department: DepartmentKey,
	estimateHours: number,
	zh: string,
	en: string,
	deliverableZh?: string,
	deliverableEn?: string
];

/**
 * What has become of a task that is set down by hand, so that an account has something to show.
 * `seen`: done, and answered by the lead. `disputed`: its owner's done was long under way, and met
 * the lead's word.
 */
type Fate = 'todo' | 'doing' | 'late' | 'done' | 'seen' | 'disputed';

export type ChosenTask = {
	readonly key: string;
	readonly owner: PersonKey;
	readonly row: TaskRow;
	readonly startIn: DayIndex;
	readonly dueIn: DayIndex;
	readonly dueMinute?: number;
	readonly fate: Fate;
	/** keys of other chosen tasks of the phase */
	readonly after?: readonly string[];
	readonly note?: Words;
};

export type PhaseTable = {
	readonly name: Words;
	readonly from: DayIndex;
	readonly to: DayIndex;
	/** tasks that follow one another; tracks run side by side */
	readonly tracks: readonly (readonly TaskRow[])[];
	/** what ends the phase: waits for every track, and the next phase waits for it */
	readonly gate: TaskRow;
	readonly chosen?: readonly ChosenTask[];
};

export type ProjectTable = {
	readonly key: string;
	readonly scenario: Scenario;
	readonly name: Words;
	readonly lead: PersonKey;
	readonly leadDepartment: DepartmentKey;
	readonly members: readonly PersonKey[];
	readonly observers: readonly PersonKey[];
	readonly phases: readonly PhaseTable[];
};
