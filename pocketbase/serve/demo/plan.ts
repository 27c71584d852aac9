import {
	deriveRowId,
	makeUlid,
	type Ms,
	type PhaseId,
	type ProjectId,
	type TaskId,
	type Ulid
} from '$lib/domain/ids';
import { departmentOf } from './organisation';
import type { DepartmentKey, PersonKey } from './organisation.table';
import type { ChosenTask, DayIndex, PhaseTable, ProjectTable, TaskRow } from './plan-table';
import { between, makePrng, pick, type Prng } from './prng';
import type { WorkClock } from './work-clock';

/** A task as the plan was first made. */
export type PlannedTask = {
	readonly key: string;
	/** the op that makes it */
	readonly op: Ulid;
	readonly id: TaskId;
	readonly phase: PhaseId;
	readonly row: TaskRow;
	readonly owner: PersonKey;
	readonly startIn: DayIndex;
	readonly dueIn: DayIndex;
	readonly dueMinute: number | null;
	readonly after: readonly PlannedTask[];
	/** ends its phase */
	readonly isGate: boolean;
	readonly chosen?: ChosenTask;
};
type PlannedPhase = {
	readonly id: PhaseId;
	readonly table: PhaseTable;
	/** when its lead put it into the plan */
	readonly madeAtMs: Ms;
	readonly tasks: readonly PlannedTask[];
};
export type PlannedProject = {
	readonly id: ProjectId;
	readonly table: ProjectTable;
	readonly phases: readonly PlannedPhase[];
};

/** What a task has besides what its table says. */
type Slot = Pick<PlannedTask, 'key' | 'row' | 'startIn' | 'dueIn' | 'after'> & {
	readonly chosen?: ChosenTask;
};

const gateKey = 'gate';
const planMinute = 14 * 60;
const minutesPerPhase = 20;
const dueMinutes = [12 * 60, 17 * 60, 18 * 60];
/** Older tasks go to anybody; newer ones leave alone the people whose tasks are chosen by hand. */
const recentFrom: DayIndex = -12;

/** Lays a project's phases and tracks out over working days and gives each task an owner. */
export function planProject(seed: string, table: ProjectTable, clock: WorkClock): PlannedProject {
	const id = deriveRowId<ProjectId>(seed, 'project', table.key);
	const phases: PlannedPhase[] = [];
	const firstDay = Math.min(...table.phases.map((phase) => phase.from)) - 1;
	let gate: PlannedTask | undefined;
	for (const [i, phase] of table.phases.entries()) {
		const madeAtMs = clock.at(firstDay, planMinute + i * minutesPerPhase);
		const planner = new PhasePlanner(seed, table, i, madeAtMs);
		gate = planner.plan(gate);
		phases.push({ id: planner.id, table: phase, madeAtMs, tasks: planner.tasks });
	}
	return { id, table, phases };
}

class PhasePlanner {
	readonly id: PhaseId;
	readonly tasks: PlannedTask[] = [];
	readonly #seed: string;
	readonly #project: ProjectTable;
	readonly #phase: PhaseTable;
	readonly #name: string;
	readonly #madeAtMs: Ms;

	constructor(seed: string, project: ProjectTable, index: number, madeAtMs: Ms) {
		const phase = project.phases[index];
		if (!phase) throw new Error('no such phase');
		this.#seed = seed;
		this.#project = project;
		this.#phase = phase;
		this.#name = `${project.key}/${String(index)}`;
		this.#madeAtMs = madeAtMs;
		this.id = deriveRowId<PhaseId>(seed, 'phase', this.#name);
	}

	/** @returns the task that ends the phase, which the next one waits for */
	plan(gateBefore: PlannedTask | undefined): PlannedTask {
		const { tracks, gate, to, chosen = [] } = this.#phase;
		const ends = tracks.map((_, i) => this.#planTrack(i, gateBefore));
		const byKey = new Map<string, PlannedTask>();
		for (const task of chosen) {
			const after = (task.after ?? []).flatMap((key) => byKey.get(key) ?? []);
			const { key, row, startIn, dueIn } = task;
			byKey.set(key, this.#add({ key, row, startIn, dueIn, after, chosen: task }));
		}
		const startIn = Math.max(to - 1, this.#phase.from);
		return this.#add({ key: gateKey, row: gate, startIn, dueIn: to, after: ends });
	}

	/** Shares the phase, but for its last two days, among the tasks of a track. */
	#planTrack(index: number, gateBefore: PlannedTask | undefined): PlannedTask {
		const rows = this.#phase.tracks[index] ?? [];
		const random = makePrng(this.#seed, 'track', this.#name, String(index));
		const { from, to } = this.#phase;
		const days = Math.max(rows.length, to - from - between(random, 1, 2));
		let last = gateBefore;
		for (const [i, row] of rows.entries()) {
			const startIn = from + Math.floor((i * days) / rows.length);
			const dueIn = from + Math.floor(((i + 1) * days) / rows.length) - 1;
			const after = last ? [last] : [];
			last = this.#add({ key: `${String(index)}.${String(i)}`, row, startIn, dueIn, after });
		}
		if (!last) throw new Error(`an empty track in ${this.#name}`);
		return last;
	}

	#add(slot: Slot): PlannedTask {
		const key = `${this.#name}/${slot.key}`;
		const random = makePrng(this.#seed, 'task', key);
		const op = makeUlid(this.#madeAtMs, makePrng(this.#seed, 'op', key));
		const dueMinute = random() < 0.15 ? pick(random, dueMinutes) : null;
		const task: PlannedTask = {
			...slot,
			key,
			op,
			id: deriveRowId<TaskId>(op, 'task'),
			phase: this.id,
			isGate: slot.key === gateKey,
			owner: slot.chosen?.owner ?? this.#pickOwner(slot.row[0], slot.dueIn, random),
			dueMinute: slot.chosen ? (slot.chosen.dueMinute ?? null) : dueMinute
		};
		this.tasks.push(task);
		return task;
	}

	#pickOwner(department: DepartmentKey, dueIn: DayIndex, random: Prng): PersonKey {
		const { members, lead } = this.#project;
		const reserved = new Set(dueIn < recentFrom ? [] : this.#reserved());
		const able = [...members, lead].filter(
			(key) => departmentOf(key) === department && !reserved.has(key)
		);
		if (able.length === 0) throw new Error(`nobody of ${department} is in ${this.#project.key}`);
		return pick(random, able);
	}

	#reserved(): PersonKey[] {
		const chosen = this.#project.phases.flatMap((phase) => phase.chosen ?? []);
		return chosen
			.filter(({ owner, fate }) => owner === 'staff' || fate === 'disputed')
			.map(({ owner }) => owner);
	}
}
