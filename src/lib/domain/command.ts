import type * as v from 'valibot';
import type { Kind, OrgRole } from './entities';
import type { DeviceId, Ms, PersonId, RowId, Ulid } from './ids';
import type { Tx, View } from './tx';

export const REFUSAL_CODES = [
	'invalid',
	'forbidden',
	'missing',
	'left_project',
	'closed',
	'removed',
	'cycle',
	'last_lead',
	'last_admin',
	'taken',
	'in_use',
	'too_many',
	'over',
	'op_id_taken',
	'refused_before'
] as const;
/** Why an op was refused for good; words for each in both languages. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export type Actor = { readonly id: PersonId; readonly role: OrgRole };

/** The circumstances of one op, the same on phone and server but for `receivedAt`. */
export type Call = {
	readonly actor: Actor;
	readonly op: Ulid;
	readonly device: DeviceId;
	/** by the author's clock, clamped by the server */
	readonly occurredAt: Ms;
	/** 0 on the phone */
	readonly receivedAt: Ms;
	/** applied once already, and sent again after a restore */
	readonly again?: boolean;
};

/** The row an op is about; ops on different targets never wait for each other. */
export type Target = { readonly kind: Kind; readonly id: RowId };

export type Command<Args = unknown> = {
	readonly name: string;
	/** raised when the meaning of `args` changes; a server that knows less answers `later` */
	readonly version: number;
	readonly args: v.GenericSchema<unknown, Args>;
	target(args: Args, op: Ulid): Target;
	authorize(view: View, actor: Actor, args: Args): 'ok' | RefusalCode;
	/** Pure, synchronous; called again whenever the overlay is rebuilt. */
	apply(tx: Tx, call: Call, args: Args): void;
};

export function defineCommand<
	const Name extends string,
	Schema extends v.GenericSchema<unknown, unknown>
>(
	name: Name,
	definition: {
		version?: number;
		args: Schema;
		target: (args: v.InferOutput<Schema>, op: Ulid) => Target;
		authorize: (view: View, actor: Actor, args: v.InferOutput<Schema>) => 'ok' | RefusalCode;
		apply: (tx: Tx, call: Call, args: v.InferOutput<Schema>) => void;
	}
) {
	return { name, version: 1, ...definition };
}
