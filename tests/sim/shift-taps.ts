import { CAUSES, IMPACTS } from '../../src/lib/domain/choices';
import { checkinId } from '../../src/lib/domain/commands/checkins';
import { issueFieldsOf } from '../../src/lib/domain/commands/issue-history';
import type { Issue } from '../../src/lib/domain/entities';
import type { IssueFields } from '../../src/lib/domain/entities/issues';
import type { CommandArgs } from '../../src/lib/domain/registry';
import { learnShiftCommands } from '../../src/lib/domain/shift';
import { at, type Finger, type Given } from './finger';
import { PROJECTS } from './organisation';

learnShiftCommands();

const DAYS = ['2026-11-23', '2026-11-24'];

function checkIn({ view, program, a, b }: Finger): Given | null {
	const { person } = program.device;
	const project = at(PROJECTS, a);
	const day = at(DAYS, b);
	if (!project || !day) return null;
	const tasks = view.list('tasks', 'project', project).map(({ id }) => id);
	const said = { done: tasks.slice(0, b % 2), doing: tasks.slice(0, b % 3), note: `note ${b % 4}` };
	const args = { project, checkin: checkinId(project, person, day), day, ...said };
	return { name: 'checkin.give', args, says: said };
}

function raise({ view, program, a, b }: Finger): Given | null {
	const tasks = [...view.all('tasks')].sort((x, y) => (x.id < y.id ? -1 : 1));
	const task = b % 3 === 0 ? undefined : at(tasks, a >> 2);
	const project = task?.project ?? at(PROJECTS, a);
	const solver = at([...view.all('people')], b >> 4)?.id;
	if (!project) return null;
	const { person } = program.device;
	const checkins = [...view.all('checkins')];
	const own = checkins.filter((row) => row.person === person);
	const origin = b % 5 === 0 ? at(b % 4 > 0 ? own : checkins, a)?.id : undefined;
	const args: CommandArgs['issue.raise'] = {
		project,
		...(task ? { task: task.id } : {}),
		source: origin ? 'checkin' : 'manual',
		...(origin ? { origin } : {}),
		cause: at(CAUSES, b) ?? 'other',
		...(b % 2 === 0 ? { impact: at(IMPACTS, b >> 2) ?? 'low' } : {}),
		...(solver && b % 4 !== 0 ? { solver } : {}),
		...(b % 7 === 0 ? { escalated: true } : {})
	};
	return { name: 'issue.raise', args, says: {} };
}

/** Says something about an issue on the list, or takes such a word of one's own back. */
function handle({ view, program, a, b }: Finger): Given | null {
	const issues = [...view.all('issues')].sort((x, y) => (x.id < y.id ? -1 : 1));
	const issue = at(issues, a);
	if (!issue) return null;
	const { person } = program.device;
	const own = view
		.list('issue_events', 'issue', issue.id)
		.filter((event) => event.person === person && event.action !== 'raise');
	const event = at(own, b >> 3);
	if (event && b % 4 === 0)
		return {
			name: 'issue.undo',
			args: { issue: issue.id, op: event.op, to: event.before ?? asNew(issue) },
			says: {}
		};
	const solver = at([...view.all('people')], b >> 4)?.id ?? person;
	const before = issueFieldsOf(issue);
	const words: readonly Given[] = [
		{ name: 'issue.accept', args: { issue: issue.id, before }, says: { state: 'accepted' } },
		{
			name: 'issue.resolve',
			args: { issue: issue.id, note: `n${b}` },
			says: { state: 'resolved' }
		},
		{ name: 'issue.hand_on', args: { issue: issue.id, solver }, says: { solver, state: 'open' } },
		{ name: 'issue.escalate', args: { issue: issue.id }, says: { escalated: true } },
		{ name: 'issue.confirm', args: { issue: issue.id, solved: b % 3 > 0 }, says: {} },
		{
			name: 'issue.edit',
			args: { issue: issue.id, set: { impact: 'high' } },
			says: { impact: 'high' }
		},
		{ name: 'issue.withdraw', args: { issue: issue.id }, says: { state: 'withdrawn' } }
	];
	return at(words, b >> 1) ?? null;
}

/** What a screen that shows an issue as new would put back. */
function asNew(issue: Issue): IssueFields {
	return {
		...{ state: 'open', solver: issue.solver, escalated: false, resolution: '', closingOp: '' },
		...{ acceptedAt: 0, resolvedAt: 0, closedAt: 0, escalatedAt: 0 }
	};
}

function attach({ view, a }: Finger): Given | null {
	const event = at([...view.all('status_events')], a);
	if (!event) return null;
	const { project, task, id: subject } = event;
	return {
		name: 'attachment.add',
		args: {
			...{ project, task, subjectKind: 'status_events', subject },
			...{ form: 'photo', mime: 'image/jpeg', sizeBytes: 1 + (a % 1000) }
		},
		says: {}
	};
}

export const SHIFT_CHOICES = { checkIn, raise, handle, attach } as const;
