import type { Actor } from '$lib/domain/command';
import type { Project, Task } from '$lib/domain/entities';
import type { ConflictId, Ms, TaskId } from '$lib/domain/ids';
import type { Zones } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import {
	disagreementCard,
	openDisagreements,
	settledDisagreements,
	type DisagreementCard,
	type SettledDisagreement
} from './disagreements';
import { summariseEvents } from './events';
import { feedOf, type FeedItem } from './feed';
import { boardProjects, projectRows, type ProjectRow } from './projects';
import { compareRows, isOpen, taskRow, type RowContext, type TaskRow } from './rows';
import { tilesOf, type Tile } from './tiles';

const FEED_COUNT = 30;
/** A report may be made of a few events. */
const EVENTS_READ = 3 * FEED_COUNT;

/** `all`, or a project's id as an address names it, which may be none. */
export type Scope = string;

export type BoardModel = {
	/** every readable project, worst first: the rows of the whole board, and the switcher */
	readonly projects: readonly ProjectRow[];
	/** null for all projects, and for one that is not on this device */
	readonly project: Project | null;
	readonly tiles: readonly Tile[];
	/** open tasks in scope, in order */
	readonly rows: readonly TaskRow[];
	readonly doneCount: number;
	readonly feed: readonly FeedItem[];
	readonly disagreements: readonly DisagreementCard[];
	readonly settled: readonly SettledDisagreement[];
	/** a task of the scope as a row, whatever its status */
	readonly rowOf: (id: TaskId) => TaskRow | undefined;
	/** a disagreement of the scope, settled or not */
	readonly cardOf: (id: ConflictId) => DisagreementCard | undefined;
};

/** Everything a board shows of one consistent state. */
export function boardModel(
	view: View,
	scope: Scope,
	reader: { readonly actor: Actor; readonly nowMs: Ms; readonly zones: Zones }
): BoardModel {
	const { actor, nowMs, zones } = reader;
	const everyProject = boardProjects(view);
	const projects = everyProject.filter((project) => scope === 'all' || project.id === scope);
	const ids = projects.map((project) => project.id);
	const { lastByTask, newest } = summariseEvents(view, ids, EVENTS_READ);
	const context: RowContext = { view, nowMs, zones, lastByTask };
	const everyRow = everyProject.flatMap((project) => openRows(context, project));
	const inScope = everyRow.filter((row) => scope === 'all' || row.project.id === scope);
	const disagreements = openDisagreements(view, actor, ids);
	const ranked = projectRows(view, everyRow);
	return {
		projects: ranked,
		project: scope === 'all' ? null : (projects[0] ?? null),
		tiles: tilesOf(
			inScope,
			disagreements.map((card) => card.conflict.authorAt),
			nowMs
		),
		rows: inScope.sort(compareRows),
		doneCount: ranked
			.filter((row) => scope === 'all' || row.project.id === scope)
			.reduce((sum, row) => sum + row.done, 0),
		feed: feedOf(view, actor, newest, FEED_COUNT),
		disagreements,
		settled: settledDisagreements(view, ids, nowMs),
		rowOf: (id) => rowOfTask(context, view.get('tasks', id)),
		cardOf: (id) => disagreementCard(view, actor, id)
	};
}

function openRows(context: RowContext, project: Project): TaskRow[] {
	return context.view
		.list('tasks', 'project', project.id)
		.filter(isOpen)
		.map((task) => taskRow(context, task, project));
}

function rowOfTask(context: RowContext, task: Task | undefined): TaskRow | undefined {
	const project = task && context.view.get('projects', task.project);
	return task && project ? taskRow(context, task, project) : undefined;
}
