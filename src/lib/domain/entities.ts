import type { Cause, Language, Need, Scenario } from './choices';
import { calendarDays, leaves, MONDAY_TO_FRIDAY, type Standup } from './entities/calendar';
import { attachments, checkins, standups } from './entities/daily';
import { issueEvents, issues } from './entities/issues';
import { places } from './entities/places';
import { bool, defineEntity, json, number, text, type RowOf } from './entity';
import type {
	AttachmentId,
	CheckinId,
	ConflictId,
	DepartmentId,
	EventId,
	IssueId,
	LeaveId,
	PersonId,
	PhaseId,
	PlaceId,
	ProjectId,
	RowId,
	TaskId,
	Ulid,
	UnheardReportId
} from './ids';
import type { Day, MinuteOfDay } from './time';

export const Status = {
	todo: 'todo',
	inProgress: 'in_progress',
	late: 'late',
	done: 'done'
} as const;
export type Status = (typeof Status)[keyof typeof Status];

export const ORG_ROLES = ['member', 'executive', 'admin'] as const;
export type OrgRole = (typeof ORG_ROLES)[number];
export const PROJECT_ROLES = ['lead', 'member', 'observer'] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];
export const PROJECT_STATES = ['preparing', 'executing', 'reviewing', 'closed'] as const;
export type ProjectState = (typeof PROJECT_STATES)[number];

/** One row at most, `ORGANISATION`. */
export const organisation = defineEntity({
	kind: 'organisation',
	columns: {
		name: text(),
		/** IANA name; what a new project starts with */
		timeZone: text('Asia/Shanghai'),
		defaultLanguage: text<Language>('zh-CN'),
		/** the days of a week on which one works, 1 Monday … 7 Sunday */
		workingWeekdays: json<readonly number[]>(MONDAY_TO_FRIDAY)
	},
	spaces: [{ prefix: 'org' }],
	lookups: []
});
export const ORGANISATION = 'organisation000';

export const departments = defineEntity({
	kind: 'departments',
	columns: { name: text(), head: text<PersonId | ''>(), position: number(), removed: bool() },
	spaces: [{ prefix: 'org' }],
	lookups: []
});

export const people = defineEntity({
	kind: 'people',
	columns: {
		name: text(),
		staffNumber: text(),
		department: text<DepartmentId | ''>(),
		role: text<OrgRole>('member'),
		active: bool(true),
		/** of somebody who works part-time; null: as the organisation does */
		workingWeekdays: json<readonly number[] | null>(null)
	},
	spaces: [{ prefix: 'org' }],
	lookups: []
});

export const projects = defineEntity({
	kind: 'projects',
	columns: {
		name: text(),
		scenario: text<Scenario>('blank'),
		state: text<ProjectState>('executing'),
		leadDepartment: text<DepartmentId | ''>(),
		startDay: text<Day>(),
		endDay: text<Day>(),
		/** IANA name; days and due times of the project are read in it */
		timeZone: text('Asia/Shanghai'),
		/** null: nobody checks in */
		standup: json<Standup | null>(null)
	},
	spaces: [{ prefix: 'p:', column: 'id' }, { prefix: 'portfolio' }],
	lookups: []
});

export const projectDepartments = defineEntity({
	kind: 'project_departments',
	columns: {
		project: text<ProjectId>(),
		department: text<DepartmentId>(),
		part: text<'lead' | 'collaborating'>('collaborating')
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project', 'department']
});

export const memberships = defineEntity({
	kind: 'memberships',
	columns: {
		project: text<ProjectId>(),
		person: text<PersonId>(),
		role: text<ProjectRole>('member'),
		removed: bool()
	},
	spaces: [
		{ prefix: 'p:', column: 'project' },
		{ prefix: 'u:', column: 'person' }
	],
	lookups: ['project', 'person']
});

export const phases = defineEntity({
	kind: 'phases',
	columns: { project: text<ProjectId>(), name: text(), position: number() },
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project']
});

export const tasks = defineEntity({
	kind: 'tasks',
	columns: {
		project: text<ProjectId>(),
		phase: text<PhaseId | ''>(),
		title: text(),
		department: text<DepartmentId | ''>(),
		owner: text<PersonId | ''>(),
		startDay: text<Day>(),
		dueDay: text<Day>(),
		/** minute of the due day, or null: the end of it */
		dueMinute: json<MinuteOfDay | null>(null),
		estimateHours: number(),
		deliverable: text(),
		/** where it is done, if that is a place with a poster */
		place: text<PlaceId | ''>(),
		/** finish-to-start: tasks that must be done first */
		dependencies: json<readonly TaskId[]>([]),
		position: number(),
		status: text<Status>('todo'),
		/** 0 to 100 */
		percent: number(),
		cause: text<Cause | ''>(),
		expectedDay: text<Day>(),
		removed: bool()
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project', 'owner']
});

/** What a report sets on its task, and what an undo puts back. */
export type ReportFields = {
	readonly status: Status;
	readonly percent: number;
	readonly cause: Cause | '';
	readonly expectedDay: Day;
};

export const statusEvents = defineEntity({
	kind: 'status_events',
	columns: {
		project: text<ProjectId>(),
		task: text<TaskId>(),
		person: text<PersonId>(),
		op: text<Ulid>(),
		/** a report, the undoing of one, the settling of a conflict, or the adopting of an unheard report */
		action: text<'report' | 'undo' | 'settle' | 'adopt'>('report'),
		/** whose word was adopted; '' for what `person` says of their own */
		author: text<PersonId | ''>(),
		from: text<Status>('todo'),
		to: text<Status>('todo'),
		percent: number(),
		note: text(),
		cause: text<Cause | ''>(),
		expectedDay: text<Day>(),
		/** what stands in the way of work that is not late, and what would help */
		problem: text<Cause | ''>(),
		need: text<Need | ''>(),
		/** what the author's screen showed before */
		before: json<ReportFields | null>(null),
		/** false: kept in the history, but somebody else's word stands */
		effective: bool(true),
		occurredAt: number(),
		/** 0 until the server has it */
		receivedAt: number(),
		acknowledgedBy: text<PersonId | ''>(),
		acknowledgedAt: number()
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project', 'task']
});

/** One field of a word that was not taken, as it was and as it stood then: two people disagree about the word. */
export type Disagreement = { readonly mine: unknown; readonly theirs: unknown };

export const conflicts = defineEntity({
	kind: 'conflicts',
	columns: {
		project: text<ProjectId>(),
		task: text<TaskId>(),
		/** whose op was superseded */
		author: text<PersonId>(),
		authorAt: number(),
		/** who is in force, and since when */
		other: text<PersonId>(),
		otherAt: number(),
		op: text<Ulid>(),
		note: text(),
		fields: json<Readonly<Record<string, Disagreement>>>({}),
		open: bool(true),
		settledBy: text<PersonId | ''>(),
		settledAt: number()
	},
	spaces: [
		{ prefix: 'p:', column: 'project' },
		{ prefix: 'u:', column: 'author' }
	],
	lookups: ['project', 'task', 'author']
});

/** What somebody said of a task when they were no longer in its project: those who lead may adopt it. */
export const unheardReports = defineEntity({
	kind: 'unheard_reports',
	columns: {
		project: text<ProjectId>(),
		task: text<TaskId>(),
		person: text<PersonId>(),
		op: text<Ulid>(),
		/** of their ops on that device: what happened in one moment was said in this order */
		n: number(),
		/** what it would have set */
		said: json<Partial<ReportFields>>({}),
		note: text(),
		occurredAt: number(),
		receivedAt: number(),
		/** withdrawn: its author has taken it back, or has since said something else that was heard */
		state: text<'open' | 'adopted' | 'put_aside' | 'withdrawn'>('open'),
		settledBy: text<PersonId | ''>(),
		settledAt: number()
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project', 'task']
});

/** Every synced collection, by its name. */
export const ENTITIES = {
	organisation,
	departments,
	people,
	projects,
	project_departments: projectDepartments,
	memberships,
	phases,
	tasks,
	status_events: statusEvents,
	conflicts,
	calendar_days: calendarDays,
	leaves,
	places,
	checkins,
	standups,
	issues,
	issue_events: issueEvents,
	attachments,
	unheard_reports: unheardReports
} as const;

export type Kind = keyof typeof ENTITIES;
type Ids = {
	organisation: RowId;
	departments: DepartmentId;
	people: PersonId;
	projects: ProjectId;
	project_departments: RowId;
	memberships: RowId;
	phases: PhaseId;
	tasks: TaskId;
	status_events: EventId;
	conflicts: ConflictId;
	calendar_days: RowId;
	leaves: LeaveId;
	places: PlaceId;
	checkins: CheckinId;
	standups: RowId;
	issues: IssueId;
	issue_events: RowId;
	attachments: AttachmentId;
	unheard_reports: UnheardReportId;
};
export type Rows = { [K in Kind]: RowOf<(typeof ENTITIES)[K]> & { readonly id: Ids[K] } };
export type AnyRow = Rows[Kind];
export type Department = Rows['departments'];
export type Person = Rows['people'];
export type Project = Rows['projects'];
export type Membership = Rows['memberships'];
export type Phase = Rows['phases'];
export type Task = Rows['tasks'];
export type StatusEvent = Rows['status_events'];
export type Conflict = Rows['conflicts'];
export type Checkin = Rows['checkins'];
export type Issue = Rows['issues'];
export type IssueEvent = Rows['issue_events'];
export type Place = Rows['places'];
export type UnheardReport = Rows['unheard_reports'];
/** In the order of `ENTITIES`: what others name comes before them. */
export const KINDS: readonly Kind[] = Object.keys(ENTITIES).filter(isKind);

export function isKind(text: string): text is Kind {
	return Object.hasOwn(ENTITIES, text);
}

/** Raised when a synced column is added or changes meaning: phones then pull afresh. */
export const SCHEMA_VERSION = 5;
/** Replicas hold this many days of status events; older ones are asked for. */
export const EVENT_DAYS_HELD = 30;
