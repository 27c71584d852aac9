import * as v from 'valibot';
import { DeviceIdSchema, PersonIdSchema, UlidSchema } from '../ids';
import { REFUSAL_CODES } from '../command';
import { isLongerInUtf8 } from '../utf8';

/** The version of push and pull; a server that no longer speaks it answers 426. */
export const PROTO = 1;
export const MAX_OPS_PER_PUSH = 50;
/** Of an op's arguments, as JSON in UTF-8. */
export const MAX_OP_BYTES = 16_384;
export const MAX_ROWS_PER_PULL = 2_000;
const MAX_SPACES = 200;
const MAX_NAME = 64;

/** True for arguments of more bytes than an op may have: phone and server count the same. */
export function isTooLarge(args: unknown): boolean {
	return isLongerInUtf8(JSON.stringify(args), MAX_OP_BYTES);
}

const Seq = v.pipe(v.number(), v.integer(), v.minValue(0));
const MsSchema = v.pipe(v.number(), v.integer());
export const OUTCOMES = ['applied', 'noop', 'superseded', 'refused', 'later'] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

export const MarkSchema = v.object({ boot: UlidSchema, seq: Seq });

const TimelineSchema = v.array(v.tuple([UlidSchema, Seq]));

/**
 * Sent again after a restore: the first mark the op ever had, the boots of its timeline that are
 * lost, the marks it had later, its last outcome, the fields it had set, those its author was asked
 * about, whether it was passed on, and when it had happened.
 */
const Was = v.object({
	mark: MarkSchema,
	lost: v.exactOptional(TimelineSchema),
	later: v.exactOptional(v.array(MarkSchema)),
	outcome: v.picklist(OUTCOMES),
	set: v.exactOptional(v.array(v.string())),
	asked: v.exactOptional(v.array(v.string())),
	passedOn: v.exactOptional(v.boolean()),
	occurredAt: v.exactOptional(MsSchema)
});

export const OpSchema = v.object({
	id: UlidSchema,
	n: v.pipe(v.number(), v.integer(), v.minValue(1)),
	name: v.pipe(v.string(), v.maxLength(MAX_NAME)),
	v: v.pipe(v.number(), v.integer(), v.minValue(1)),
	args: v.unknown(),
	clientAt: MsSchema,
	offsetMs: MsSchema,
	made: v.nullable(MarkSchema),
	base: v.nullable(MarkSchema),
	fork: v.exactOptional(Seq),
	was: v.exactOptional(Was)
});
/** One command as a person gave it on a device; never edited after it is made. */
export type Op = v.InferOutput<typeof OpSchema>;

export const PushRequestSchema = v.object({
	proto: v.literal(PROTO),
	device: DeviceIdSchema,
	seen: v.nullable(MarkSchema),
	ops: v.pipe(v.array(OpSchema), v.maxLength(MAX_OPS_PER_PUSH))
});
export type PushRequest = v.InferOutput<typeof PushRequestSchema>;

export const ResultSchema = v.object({
	id: UlidSchema,
	outcome: v.picklist(OUTCOMES),
	mark: MarkSchema,
	/** names of the fields it changed */
	set: v.exactOptional(v.array(v.string())),
	/** of what was superseded: names of the fields that its author is asked about */
	asked: v.exactOptional(v.array(v.string())),
	/** when it happened, clamped; the phone keeps it for `was` */
	occurredAt: v.exactOptional(MsSchema),
	code: v.exactOptional(v.picklist(REFUSAL_CODES)),
	/** refused, and passed on to those who lead the project: they see it, and may adopt it */
	passedOn: v.exactOptional(v.boolean()),
	by: v.exactOptional(PersonIdSchema),
	at: v.exactOptional(MsSchema)
});
export type Result = v.InferOutput<typeof ResultSchema>;

const answer = { proto: v.literal(PROTO), serverAt: MsSchema, head: MarkSchema };
const ResetSchema = v.object({ ...answer, timeline: TimelineSchema, reset: v.literal(true) });

export const PushAnswerSchema = v.union([
	ResetSchema,
	v.object({
		...answer,
		timeline: v.exactOptional(TimelineSchema),
		results: v.array(ResultSchema)
	})
]);
export type PushAnswer = v.InferOutput<typeof PushAnswerSchema>;

export const SpaceSchema = v.pipe(v.string(), v.regex(/^(org|portfolio|[pu]:[a-z0-9]{15})$/));

export const PullRequestSchema = v.object({
	proto: v.literal(PROTO),
	device: DeviceIdSchema,
	seen: v.nullable(MarkSchema),
	cursors: v.pipe(v.record(SpaceSchema, Seq), v.maxEntries(MAX_SPACES)),
	open: v.exactOptional(v.pipe(v.array(SpaceSchema), v.maxLength(MAX_SPACES))),
	/** the device's queue, for admins; left out when it is empty */
	waiting: v.exactOptional(v.object({ ops: Seq, oldestAt: MsSchema }))
});
export type PullRequest = v.InferOutput<typeof PullRequestSchema>;

/** `[kind, id, seq, data]`; data null is a tombstone. Rows are trusted: they were parsed on their way in. */
const WireRow = v.tuple([
	v.string(),
	v.string(),
	Seq,
	v.nullable(v.record(v.string(), v.unknown()))
]);
export type WireRow = v.InferOutput<typeof WireRow>;

const PageSchema = v.object({ after: Seq, to: Seq, rows: v.array(WireRow) });
export type Page = v.InferOutput<typeof PageSchema>;
export const PullAnswerSchema = v.union([
	ResetSchema,
	v.object({
		...answer,
		timeline: v.exactOptional(TimelineSchema),
		more: v.boolean(),
		lost: v.array(SpaceSchema),
		spaces: v.record(SpaceSchema, PageSchema)
	})
]);
export type PullAnswer = v.InferOutput<typeof PullAnswerSchema>;
