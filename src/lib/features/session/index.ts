import { createContext } from 'svelte';
import type { Person } from '$lib/domain/entities';
import type { Space } from '$lib/domain/entity';
import type { Ms, PersonId, Ulid } from '$lib/domain/ids';
import type { CommandArgs, CommandName } from '$lib/domain/registry';
import type { Zones } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import type { Dispatched } from '$lib/sync/engine';
import type { QueueItem, SyncStatus } from '$lib/sync/status';

/** `asks`: nothing was done, as `queued` ops have not been sent; asked once, then with `force`. */
export type SignOutOutcome =
	{ readonly kind: 'signed_out' } | { readonly kind: 'asks'; readonly queued: number };

/**
 * Everything a signed-in person's screens read and do. Getters are reactive: read in markup, in
 * `$derived` or in `$effect`, they follow the engine. Rows are new objects when they change.
 */
export interface Muster {
	/** The replica with undecided ops on top. */
	readonly view: View;
	readonly status: SyncStatus;
	readonly queue: readonly QueueItem[];
	/** The server's time as far as it is known; moves every 15 s, and at each due instant. */
	readonly nowMs: Ms;
	readonly zones: Zones;
	/** This device's zone, an IANA name: for instants that belong to no project. */
	readonly timeZone: string;
	readonly personId: PersonId;
	/** undefined until the first pull has brought the organisation */
	readonly me: Person | undefined;
	/** Applied on the screen at once; `stored` of the result says when it is on the phone. */
	dispatch<N extends CommandName>(name: N, args: CommandArgs[N]): Dispatched;
	/** True while the op is not in the server's word yet: ⇡ beside its row. */
	isQueued(op: Ulid): boolean;
	/** True if any undecided op is about this target, `kind/id`, such as `tasks/…`. */
	isTargetQueued(target: string): boolean;
	/** The person has seen a refused or parked op and puts it aside. */
	dismiss(op: Ulid): Promise<void>;
	/** Tries everything again now, parked ops too. */
	retry(): void;
	/** Holds further spaces that the person may read, until told otherwise. */
	open(spaces: readonly Space[]): void;
	signOut(options?: { readonly force?: boolean }): Promise<SignOutOutcome>;
}

export type SignInOutcome =
	| { readonly kind: 'signed_in' }
	| { readonly kind: 'wrong' }
	| { readonly kind: 'deactivated' }
	| { readonly kind: 'busy'; readonly retryAfterMs: Ms | null }
	| { readonly kind: 'unreachable' }
	/** the phone could not keep the session: no room, or storage is closed to this page */
	| { readonly kind: 'storage_failed' };

/** A person whose unsent work is kept on this device, sealed until that person signs in. */
export type SealedQueue = {
	readonly personId: PersonId;
	readonly name: string;
	readonly queued: number;
};

/** Who is at this device. `restoring` lasts as long as one read of its database. */
export interface Session {
	readonly state: 'restoring' | 'signed_out' | 'signed_in';
	/** The session no longer counts: everything is kept, the same person signs in again. */
	readonly expired: boolean;
	/** This browser does not let the app keep anything, so nobody can work here. */
	readonly storageFailed: boolean;
	/** Unsent work of people who are not signed in now. */
	readonly sealed: readonly SealedQueue[];
	/** @param identity e-mail or staff number */
	signIn(identity: string, password: string): Promise<SignInOutcome>;
}

/** Set by the layout of signed-in pages; read while a component is made, not later. */
export const [getMuster, setMuster] = createContext<Muster>();
/** Set by the root layout, signed in or not. */
export const [getSession, setSession] = createContext<Session>();
