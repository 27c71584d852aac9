import * as v from 'valibot';
import { defineCommand, type Actor, type RefusalCode } from '../command';
import {
	ATTACHMENT_FORMS,
	ATTACHMENT_SUBJECTS,
	type AttachmentForm,
	type AttachmentSubject
} from '../entities/daily';
import {
	AttachmentIdSchema,
	ProjectIdSchema,
	TaskIdSchema,
	UlidSchema,
	deriveRowId,
	type AttachmentId,
	type PersonId,
	type RowId,
	type Ulid
} from '../ids';
import { mayLead, mayTakePart } from '../rules/rights';
import type { View } from '../tx';

/** What one word may carry. */
export const MOST_ATTACHMENTS = 10;
/** Bytes of one file, as the phone makes it: a photo of 1 600 px is about 300 kB. */
export const LARGEST_BYTES: Readonly<Record<AttachmentForm, number>> = {
	photo: 2_000_000,
	voice: 1_500_000
};
export const LONGEST_VOICE_MS = 60_000;
const LARGEST_SIDE = 10_000;

/** What browsers make, and others can show. */
export const MIME_TYPES = {
	photo: ['image/jpeg', 'image/webp'],
	voice: ['audio/webm', 'audio/mp4', 'audio/ogg']
} as const satisfies Record<AttachmentForm, readonly string[]>;

const Side = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LARGEST_SIDE));

export function attachmentId(op: Ulid): AttachmentId {
	return deriveRowId<AttachmentId>(op, 'attachment');
}

/** A photo or voice note of one's own word; its bytes follow by themselves. */
export const attachmentAdd = defineCommand('attachment.add', {
	args: v.pipe(
		v.strictObject({
			project: ProjectIdSchema,
			task: v.exactOptional(TaskIdSchema),
			subjectKind: v.picklist(ATTACHMENT_SUBJECTS),
			subject: v.pipe(v.string(), v.regex(/^[a-z0-9]{15}$/)),
			/** the author's phone's own name for the file: by it a giving that was cut short is found again */
			file: v.exactOptional(UlidSchema),
			form: v.picklist(ATTACHMENT_FORMS),
			mime: v.picklist([...MIME_TYPES.photo, ...MIME_TYPES.voice]),
			sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
			width: v.exactOptional(Side),
			height: v.exactOptional(Side),
			durationMs: v.exactOptional(
				v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 * LONGEST_VOICE_MS))
			)
		}),
		v.check(({ form, sizeBytes }) => sizeBytes <= LARGEST_BYTES[form], 'too large'),
		v.check(
			({ form, mime }) => MIME_TYPES[form].some((known) => known === mime),
			'a type of its form'
		)
	),
	target: (_args, op) => ({ kind: 'attachments', id: attachmentId(op) }),
	authorize(view, actor, args) {
		const project = view.get('tasks', args.task ?? '')?.project ?? args.project;
		const allowed = mayTakePart(view, actor, project);
		if (allowed !== 'ok') return allowed;
		const author = authorOf(view, args.subjectKind, args.subject);
		if (author === undefined) return 'missing';
		return author === actor.id ? checkRoom(view, args.subject) : 'forbidden';
	},
	apply(tx, call, { file: _file, ...args }) {
		const project = tx.get('tasks', args.task ?? '')?.project ?? args.project;
		tx.insert('attachments', {
			...args,
			id: attachmentId(call.op),
			project,
			person: call.actor.id,
			op: call.op,
			occurredAt: call.occurredAt,
			receivedAt: call.receivedAt
		});
	}
});

/** Whose word it is; undefined where there is no such word. */
function authorOf(view: View, kind: AttachmentSubject, id: RowId): PersonId | undefined {
	return kind === 'issues' ? view.get(kind, id)?.reporter : view.get(kind, id)?.person;
}

function checkRoom(view: View, subject: string): 'ok' | RefusalCode {
	const kept = view.list('attachments', 'subject', subject).filter((row) => !row.removed);
	return kept.length < MOST_ATTACHMENTS ? 'ok' : 'too_many';
}

const One = v.strictObject({ attachment: AttachmentIdSchema });

/** Its author and the lead. */
function mayTakeAway(view: View, actor: Actor, id: AttachmentId): 'ok' | RefusalCode {
	const row = view.get('attachments', id);
	if (!row) return 'missing';
	return row.person === actor.id
		? mayTakePart(view, actor, row.project)
		: mayLead(view, actor, row.project);
}

/** Takes it away; that it was there stays in the log. */
export const attachmentRemove = defineCommand('attachment.remove', {
	args: One,
	target: (args) => ({ kind: 'attachments', id: args.attachment }),
	authorize: (view, actor, args) => mayTakeAway(view, actor, args.attachment),
	apply(tx, _call, args) {
		tx.update('attachments', args.attachment, { removed: true });
	}
});

/** Puts one back that was taken away. */
export const attachmentRestore = defineCommand('attachment.restore', {
	args: One,
	target: (args) => ({ kind: 'attachments', id: args.attachment }),
	authorize(view, actor, { attachment: id }) {
		const allowed = mayTakeAway(view, actor, id);
		const row = view.get('attachments', id);
		return allowed === 'ok' && row?.removed === true ? checkRoom(view, row.subject) : allowed;
	},
	apply(tx, _call, args) {
		tx.update('attachments', args.attachment, { removed: false });
	}
});
