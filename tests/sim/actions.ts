import type { ReportFields, StatusEvent, Task } from '../../src/lib/domain/entities';
import { CAUSES } from '../../src/lib/domain/choices';
import { Status } from '../../src/lib/domain/entities';
import type { CommandArgs, CommandName } from '../../src/lib/domain/registry';
import { commandOf } from '../../src/lib/domain/registry';
import { SettledFields } from '../../src/lib/domain/commands/fields';
import { reportFieldsOf } from '../../src/lib/domain/commands/report';
import { deriveRowId, type EventId, type Ms, type Ulid } from '../../src/lib/domain/ids';
import { isLeadOf, mayReport } from '../../src/lib/domain/rules/rights';
import { unheardWords } from '../../src/lib/domain/rules/unheard';
import type { View } from '../../src/lib/domain/tx';
import type { FileOwner } from '../../src/lib/sync/files';
import { at, type Finger, type Given } from './finger';
import { PROJECTS } from './organisation';
import { isPhotoTap, tapPhoto, type PhotoTap } from './photo-taps';
import type { Photos } from './photos';
import { SHIFT_CHOICES } from './shift-taps';
import type { Program } from './device';
import type { TapName } from './happenings';
import type { Taps } from './taps';

type Place = {
	readonly taps: Taps;
	readonly scheduler: { readonly nowMs: Ms };
	readonly photos: Photos;
	readonly onFault: (error: unknown) => void;
};

const REPORT_FIELDS = ['status', 'percent', 'cause', 'expectedDay'] as const;

/** What these show depends on rows beside their target: another's word on a card or a report may end it. */
const dependsOnOthers = (name: CommandName): boolean =>
	['task.undo', 'conflict.settle', 'report.adopt'].includes(name) || name.startsWith('issue.');

/** Taps once on what the person's own screen shows; nothing happens where there is nothing to tap. */
export function tapOnce(
	program: Program,
	{ tap, a, b }: { readonly tap: TapName; readonly a: number; readonly b: number },
	{ taps, scheduler, photos, onFault }: Place
): void {
	if (!program.started) return;
	const { nowMs } = scheduler;
	const finger: Finger = { program, view: program.engine.view, a, b, taps, nowMs };
	if (tap === 'dismiss') return dismiss(finger);
	if (isPhotoTap(tap)) return tapPhoto(tap, finger, { photos, report: reportAsOwner, onFault });
	const given = CHOICES[tap](finger);
	if (given) dispatch(finger, given);
}

/** What is said now is what photos belong to. */
function reportAsOwner(finger: Finger): FileOwner | null {
	const task = someTask(finger, false);
	const given = report(finger);
	if (!task || !given) return null;
	const { id, project } = task;
	const subject = deriveRowId(dispatch(finger, given), 'event');
	return { project, task: id, subjectKind: 'status_events', subject };
}

function dispatch({ program, view, taps, nowMs }: Finger, given: Given): Ulid {
	const { name, args, says } = given;
	const touches = name === 'task.undo' ? REPORT_FIELDS : Object.keys(says);
	const target = commandOf(name).target(args, deriveRowId<Ulid>(''));
	const shown = taps.look(program.device, view, target.kind, target.id, touches);
	const { op, stored } = program.engine.dispatch(name, args);
	const real = commandOf(name).target(args, op.id);
	const watch = new Map<string, unknown>(dependsOnOthers(name) ? [] : Object.entries(says));
	const { kind, id: row } = real;
	taps.accept(program, { id: op.id, name, kind, row, touches, shown, watch }, stored);
	taps.check(program, nowMs);
	return op.id;
}

function dismiss({ program, a, taps }: Finger): void {
	const shown = program.engine.queue.filter((item) => item.state !== 'waiting');
	const item = shown[a % Math.max(1, shown.length)];
	if (!item) return;
	const tap = taps.byId.get(item.id);
	if (tap) tap.dismissed = true;
	program.engine.dismiss(item.id).catch(() => {
		// It may be stored all the same, and only reading it back have failed.
		const entry = program.device.outbox.entries.get(item.id);
		if (tap) tap.dismissed = entry === undefined || entry.seenByPerson;
	});
}

function tasksShown(view: View): Task[] {
	return [...view.all('tasks')].sort((x, y) => (x.id < y.id ? -1 : 1));
}

function someTask({ view, program, a }: Finger, mayLead: boolean): Task | undefined {
	const { person } = program.device;
	const role = view.get('people', person)?.role ?? 'member';
	const tasks = tasksShown(view);
	// Now and then a stale screen offers what the person may no longer do.
	if (a % 16 === 0) return at(tasks, a >> 4);
	const allowed = tasks.filter((task) =>
		mayLead
			? !task.removed && isLeadOf(view, task.project, person)
			: mayReport(view, { id: person, role }, task) === 'ok'
	);
	return at(allowed, a >> 4);
}

function report(finger: Finger): Given | null {
	const task = someTask(finger, false);
	if (!task) return null;
	const { b } = finger;
	const status = at([Status.inProgress, Status.late, Status.done], b) ?? Status.done;
	const late = status === 'late';
	const args: CommandArgs['task.report'] = {
		task: task.id,
		status,
		before: reportFieldsOf(task),
		...(b % 5 === 0 ? { percent: b % 101 } : {}),
		...(b % 7 === 0 ? { note: `note ${b}` } : {}),
		...(late && b % 2 === 0 ? { cause: at(CAUSES, b >> 3) ?? 'other' } : {}),
		...(late && b % 11 === 0 ? { expectedDay: '2026-12-24' } : {})
	};
	const says = {
		status,
		...(args.percent === undefined ? impliedBy(status, args.before) : { percent: args.percent }),
		...(late
			? args.cause === undefined
				? {}
				: { cause: args.cause }
			: { cause: '', expectedDay: '' }),
		...(args.expectedDay === undefined ? {} : { expectedDay: args.expectedDay })
	};
	return { name: 'task.report', args, says };
}

/** A percentage that goes with the status, though nobody tells it. */
function impliedBy(status: Status, before: ReportFields): { percent?: number } {
	if (status === 'done') return { percent: 100 };
	return before.status === 'done' && before.percent === 100 ? { percent: 0 } : {};
}

function undo({ view, program, a }: Finger): Given | null {
	const mine = eventsShown(view).filter(
		(event) =>
			event.person === program.device.person &&
			(event.action === 'report' || event.action === 'adopt') &&
			event.before
	);
	const event = at(mine, a);
	if (!event?.before) return null;
	const said: ReportFields = {
		status: event.to,
		percent: event.percent,
		cause: event.cause,
		expectedDay: event.expectedDay
	};
	return {
		name: 'task.undo',
		args: { task: event.task, op: event.op, said, to: event.before },
		says: said
	};
}

function eventsShown(view: View): StatusEvent[] {
	return [...view.all('status_events')].sort((x, y) => (x.op > y.op ? -1 : 1));
}

function edit(finger: Finger): Given | null {
	const task = someTask(finger, true);
	if (!task) return null;
	const { view, b } = finger;
	const people = [...view.all('people')];
	const others = tasksShown(view).filter((other) => other.id !== task.id);
	const set: CommandArgs['task.edit']['set'] =
		at(
			[
				{ title: `title ${b}` },
				{ dueDay: `2026-12-${String(10 + (b % 20))}` },
				{ owner: at(people, b >> 3)?.id ?? '' },
				{ dependencies: [at(others, b >> 3)?.id ?? task.id] },
				{ title: `title ${b}`, dueDay: '' },
				{ phase: at([...view.all('phases')], b >> 3)?.id ?? '' }
			],
			b
		) ?? {};
	return { name: 'task.edit', args: { task: task.id, set }, says: set };
}

function create({ view, program, a, b }: Finger): Given | null {
	const led = PROJECTS.filter((id) => isLeadOf(view, id, program.device.person));
	const project = at(a % 16 === 0 ? PROJECTS : led, b);
	if (!project) return null;
	const owner = at([...view.all('people')], b >> 2)?.id ?? '';
	const args = { project, title: `new ${a}`, ...(b % 2 === 0 ? { owner } : {}) };
	return { name: 'task.create', args, says: args };
}

function move(finger: Finger): Given | null {
	const task = someTask(finger, true);
	const project = PROJECTS.find((id) => id !== task?.project);
	if (!task || !project) return null;
	const phases = finger.view.list('phases', 'project', project);
	const phase = finger.b % 2 === 0 ? (phases[0]?.id ?? '') : '';
	const says = { project, phase, dependencies: [] };
	return { name: 'task.move', args: { task: task.id, project, phase }, says };
}

function remove(finger: Finger): Given | null {
	const task = someTask(finger, true);
	return task ? { name: 'task.remove', args: { task: task.id }, says: { removed: true } } : null;
}

function settle({ view, program, a, b }: Finger): Given | null {
	const { person } = program.device;
	const cards = view
		.all('conflicts')
		.filter(
			(card) => card.open && (card.author === person || isLeadOf(view, card.project, person))
		);
	const card = at(cards, a);
	if (!card) return null;
	const set = Object.fromEntries(
		Object.entries(card.fields)
			.filter(([field]) => Object.hasOwn(SettledFields.entries, field))
			.map(([field, values]) => [field, values.mine])
	);
	const choice = b % 2 === 0 ? 'mine' : 'theirs';
	const args = {
		conflict: card.id,
		task: card.task,
		choice,
		...(choice === 'mine' ? { set } : {})
	};
	// The card's op was of the same command set, so its values fit the schema.
	return {
		name: 'conflict.settle',
		args: args as CommandArgs['conflict.settle'],
		says: choice === 'mine' ? set : {}
	};
}

function acknowledge({ view, program, a }: Finger): Given | null {
	const events = eventsShown(view).filter(
		(event) => event.acknowledgedBy === '' && isLeadOf(view, event.project, program.device.person)
	);
	const event: EventId | undefined = at(events, a)?.id;
	return event ? { name: 'report.acknowledge', args: { event }, says: {} } : null;
}

function addMember({ view, program, a, b }: Finger): Given | null {
	const project = at(
		PROJECTS.filter((id) => isLeadOf(view, id, program.device.person)),
		a
	);
	const person = at([...view.all('people')], b)?.id;
	if (!project || !person) return null;
	const role = at(['member', 'lead', 'observer'] as const, b >> 3) ?? 'member';
	const says = { role, removed: false };
	return { name: 'member.add', args: { project, person, role }, says };
}

function removeMember({ view, program, a, b }: Finger): Given | null {
	const project = at(
		PROJECTS.filter((id) => isLeadOf(view, id, program.device.person)),
		a
	);
	if (!project) return null;
	const members = view.list('memberships', 'project', project).filter((row) => !row.removed);
	const person = at(members, b)?.person;
	return person
		? { name: 'member.remove', args: { project, person }, says: { removed: true } }
		: null;
}

/** A lead's answer to what somebody said who had left; or the last one that was put aside is asked about again. */
function adopt({ view, program, a, b }: Finger): Given | null {
	const led = PROJECTS.filter((id) => isLeadOf(view, id, program.device.person));
	const word = at(
		led.flatMap((id) => unheardWords(view, id)),
		a
	);
	const aside = view
		.all('unheard_reports')
		.find(({ state, project }) => state === 'put_aside' && led.includes(project));
	if (aside && (!word || b % 8 === 0)) {
		const args = { task: aside.task, reports: [aside.id], choice: 'reopen' as const };
		return { name: 'report.adopt', args, says: {} };
	}
	if (!word) return null;
	const about = { task: word.task, reports: word.reports.map(({ id }) => id) };
	return b % 3 === 0
		? { name: 'report.adopt', args: { ...about, choice: 'put_aside' }, says: {} }
		: {
				name: 'report.adopt',
				args: { ...about, choice: 'adopt', set: word.said },
				says: word.said
			};
}

const CHOICES: Readonly<
	Record<Exclude<TapName, 'dismiss' | PhotoTap>, (finger: Finger) => Given | null>
> = {
	report,
	undo,
	edit,
	create,
	move,
	remove,
	settle,
	acknowledge,
	add: addMember,
	leave: removeMember,
	adopt,
	...SHIFT_CHOICES
};
