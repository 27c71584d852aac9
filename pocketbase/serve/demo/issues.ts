import { issueId } from '$lib/domain/commands/raise-issue';
import type { CommandArgs, CommandName } from '$lib/domain/registry';
import { HOUR_MS } from '$lib/domain/time';
import { demoIssues, type DemoIssue } from './issues.table';
import type { Journal } from './journal';
import type { Ids } from './organisation';
import type { PersonKey } from './organisation.table';
import type { PlannedProject, PlannedTask } from './plan';
import { makePrng } from './prng';
import type { Lang } from './words';
import { workMinute, type WorkClock } from './work-clock';

type Teller = {
	readonly journal: Journal;
	readonly clock: WorkClock;
	readonly ids: Ids;
	readonly lang: Lang;
};

/** Problems that were reported by hand, and what their solvers and reporters said of them. */
export function tellIssues(seed: string, project: PlannedProject, teller: Teller): void {
	for (const [index, issue] of (demoIssues[project.table.key] ?? []).entries())
		tellOne(`issue ${project.table.key} ${String(index)}`, seed, project, issue, teller);
}

function tellOne(
	key: string,
	seed: string,
	project: PlannedProject,
	told: DemoIssue,
	{ journal, clock, ids, lang }: Teller
): void {
	const random = makePrng(seed, key);
	let atMs = clock.at(told.raisedIn, workMinute(random));
	const add = <Name extends CommandName>(
		name: Name,
		args: CommandArgs[Name],
		person: PersonKey,
		say = name
	) => journal.add(`${key} ${say} ${String(atMs)}`, name, args, { person, tappedAtMs: atMs });
	/** In working hours, some time after what was said before. */
	const later = (hours: number) => {
		atMs = clock.inWorkingHours(atMs + (hours + random()) * HOUR_MS, random);
	};
	const task = taskOf(project, told);
	const { cause, need, impact, note, answer } = told;
	const op = add(
		'issue.raise',
		{
			...{ project: project.id, source: 'manual', cause, need, impact, note: note[lang] },
			...{ solver: ids.person(told.solver), dueDay: clock.dayAt(told.dueIn) },
			...(task ? { task: task.id } : {})
		},
		told.reporter
	);
	const issue = issueId(op, { source: 'manual' });
	const said = answer ? { issue, note: answer[lang] } : { issue };
	if (told.fate === 'new') return;
	if (told.fate === 'withdrawn') {
		later(1);
		add('issue.withdraw', { issue }, told.reporter);
		return;
	}
	const solver = told.handedTo ?? told.solver;
	if (told.handedTo) {
		later(2);
		add('issue.hand_on', { issue, solver: ids.person(solver) }, told.solver);
	}
	later(2);
	add('issue.accept', { issue }, solver);
	if (told.escalated) {
		later(3);
		add('issue.escalate', said, solver);
	}
	if (told.fate === 'accepted') return;
	later(4);
	add('issue.resolve', said, solver);
	if (told.fate === 'resolved') return;
	later(2);
	add('issue.confirm', { issue, solved: told.fate === 'closed' }, told.reporter);
}

/** What the reporter worked on that day: the task that was due next. */
function taskOf(
	{ phases }: PlannedProject,
	{ reporter, raisedIn }: DemoIssue
): PlannedTask | undefined {
	return phases
		.flatMap(({ tasks }) => tasks)
		.filter((task) => task.owner === reporter && task.startIn <= raisedIn + 2)
		.toSorted((a, b) => Math.abs(a.dueIn - raisedIn) - Math.abs(b.dueIn - raisedIn))
		.at(0);
}
