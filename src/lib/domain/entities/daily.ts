import { bool, defineEntity, json, number, text } from '../entity';
import type { PersonId, ProjectId, RowId, TaskId, Ulid } from '../ids';
import type { Day } from '../time';

/** How somebody's work stands at a day's stand-up; one per person, project and day. */
export const checkins = defineEntity({
	kind: 'checkins',
	columns: {
		project: text<ProjectId>(),
		person: text<PersonId>(),
		/** in the project's time zone; given on a later one it is 补录 */
		day: text<Day>(),
		/** moved since the check-in before */
		done: json<readonly TaskId[]>([]),
		/** to be worked on that day */
		doing: json<readonly TaskId[]>([]),
		note: text(),
		op: text<Ulid>(),
		/** when it was first given */
		occurredAt: number(),
		receivedAt: number()
	},
	spaces: [
		{ prefix: 'p:', column: 'project' },
		{ prefix: 'u:', column: 'person' }
	],
	lookups: ['project', 'person']
});

/** That a day's stand-up is over; one per project and day. */
export const standups = defineEntity({
	kind: 'standups',
	columns: {
		project: text<ProjectId>(),
		day: text<Day>(),
		closedBy: text<PersonId | ''>(),
		closedAt: number()
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project']
});

export const ATTACHMENT_SUBJECTS = ['status_events', 'issues', 'issue_events', 'checkins'] as const;
export type AttachmentSubject = (typeof ATTACHMENT_SUBJECTS)[number];
export const ATTACHMENT_FORMS = ['photo', 'voice'] as const;
export type AttachmentForm = (typeof ATTACHMENT_FORMS)[number];

/** A photo or a voice note; the row goes with the word it belongs to, the bytes follow when they can. */
export const attachments = defineEntity({
	kind: 'attachments',
	columns: {
		project: text<ProjectId>(),
		task: text<TaskId | ''>(),
		/** what it belongs to: a kind, and the row's id */
		subjectKind: text<AttachmentSubject>('status_events'),
		subject: text<RowId>(),
		person: text<PersonId>(),
		form: text<AttachmentForm>('photo'),
		mime: text(),
		sizeBytes: number(),
		/** px; 0 for a voice note */
		width: number(),
		height: number(),
		/** 0 for a photo */
		durationMs: number(),
		op: text<Ulid>(),
		occurredAt: number(),
		receivedAt: number(),
		/** when the server had its bytes; 0 until then */
		uploadedAt: number(),
		removed: bool()
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project', 'task', 'subject']
});
