import { createContext, type Component } from 'svelte';
import type { Person } from '$lib/domain/entities';
import type { AttachmentId, DeviceId, Ms, PersonId, Ulid } from '$lib/domain/ids';
import type { KnownDevice } from '$lib/domain/protocol/account';
import type { Health } from '$lib/domain/protocol/health';
import type { Invitation, Invite, Invited, InvitedTo } from '$lib/domain/protocol/joining';
import type { CheckedRows, Setup, Slip, TakeIn, Welcome } from '$lib/domain/protocol/setup';
import type { CommandArgs, CommandName } from '$lib/domain/registry';
import type { Almanac } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import type { Dispatched } from '$lib/sync/engine';
import type { FileOwner, PhoneFile } from '$lib/sync/files';
import type { QueueItem, SyncStatus } from '$lib/sync/status';

/** `asks`: nothing was done, as `queued` ops have not been sent; asked once, then with `force`. */
export type SignOutOutcome =
	{ readonly kind: 'signed_out' } | { readonly kind: 'asks'; readonly queued: number };

/** What came of asking the server for something that cannot wait in a queue. */
export type Asked<T> =
	| { readonly kind: 'ok'; readonly answer: T }
	/** no network, or a server that is too busy: ask again later */
	| { readonly kind: 'unreachable' }
	/** the session has ended */
	| { readonly kind: 'denied' }
	/** what was asked about is not there, or not for this person */
	| { readonly kind: 'refused' };

/** What needs the server at once. */
export interface ServerDesk {
	fetchDevices(): Promise<Asked<readonly KnownDevice[]>>;
	/** for admins */
	fetchHealth(): Promise<Asked<Health>>;
	/** For admins: all of them come in, each with a slip, or what is wrong with which row is said. */
	takeIn(people: TakeIn): Promise<Asked<{ readonly people: readonly Slip[] } | CheckedRows>>;
	/** for admins: a fresh slip; the code on an older one ends */
	giveSlip(person: PersonId): Promise<Asked<Slip>>;
	/** for leads and administrators: those they could have made */
	fetchInvitations(): Promise<Asked<readonly Invitation[]>>;
	/** as `fetchInvitations`; the code is in this answer only */
	invite(asked: Invite): Promise<Asked<Invited>>;
	/** Nobody comes in by it any more. */
	endInvitation(id: string): Promise<Asked<null>>;
	/** Whether one signs in on this phone by PIN. */
	hasPin(): Promise<boolean>;
	/** One signs in on this phone by this PIN from now on; rejects where the phone cannot keep its key. */
	setPin(pin: string, name: string): Promise<Asked<null>>;
	/** That device can neither read nor send; every other one asks for the password once more. */
	revokeDevice(device: DeviceId): Promise<Asked<null>>;
}

/** Why a photo or voice note was not kept. `full`: no room on the phone. */
export type FileNotKept = 'not_image' | 'video' | 'too_large' | 'too_many' | 'full' | 'failed';

/** Photos and voice notes of a person on this phone. Getters are reactive. */
export interface FileDesk {
	/** in the order in which they were made, given or not, sent or not */
	readonly files: readonly PhoneFile[];
	/** how many of them were given, and are not with the server */
	readonly waiting: number;
	/** How many bytes of it have left, while it is on its way. */
	bytesSentOf(key: Ulid): number;
	/**
	 * Makes it small and keeps it on the phone for the form of that name.
	 *
	 * @returns null when it is on the phone's disk, else why it is not
	 */
	addPhoto(draft: string, photo: File): Promise<FileNotKept | null>;
	addVoice(draft: string, recording: Blob, durationMs: Ms): Promise<FileNotKept | null>;
	/** Takes it off the phone, and its row away if it has one: its bytes will not come. */
	remove(key: Ulid): Promise<void>;
	/**
	 * Everything kept for that form now belongs to a row, and goes when it can.
	 *
	 * @returns settles when the phone has stored it; rejects when it could not, and the rest is kept as it was
	 */
	give(draft: string, owner: FileOwner): Promise<void>;
	/** Tries one again that was not taken. */
	retry(key: Ulid): Promise<void>;
	/** What was given is taken away from its word. */
	takeAway(attachment: AttachmentId): Promise<void>;
	/** What was taken away belongs to its word again. */
	putBack(attachment: AttachmentId): Promise<void>;
	/**
	 * A picture or a recording, from this phone or from the server.
	 *
	 * @param name an attachment, or the key of a file that has no row yet
	 * @param size `small`: at most 320 px, kept for times without network
	 * @returns null where it cannot be had now
	 */
	readFile(name: AttachmentId | Ulid, size: 'small' | 'whole'): Promise<Blob | null>;
}

/**
 * Everything a signed-in person's screens read and do. Getters are reactive: read in markup, in
 * `$derived` or in `$effect`, they follow the engine. Rows are new objects when they change.
 */
export interface Muster {
	/** The replica with undecided ops on top. */
	readonly view: View;
	readonly status: SyncStatus;
	readonly queue: readonly QueueItem[];
	/**
	 * False while nothing vouches for what waits but this page: the phone's storage has lost it and does
	 * not take it again, or another app's browser holds it.
	 */
	readonly isKept: boolean;
	/** The server's time as far as it is known; moves every 15 s, and at each due instant. */
	readonly nowMs: Ms;
	/** time zones, and the organisation's working days */
	readonly almanac: Almanac;
	/** This device's zone, an IANA name: for instants that belong to no project. */
	readonly timeZone: string;
	readonly personId: PersonId;
	/** this phone or tablet, as the server knows it for this person */
	readonly deviceId: DeviceId;
	readonly desk: ServerDesk;
	/** null until its code has come, after the first paint */
	readonly files: FileDesk | null;
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

/** What came of showing a code: the launcher's, or that of a slip. */
export type CodeOutcome =
	| SignInOutcome
	/** the code was right once */
	| { readonly kind: 'over' }
	/** what was sent with it is not as it should be, such as a password that is too short */
	| { readonly kind: 'invalid' };

/** What a code leads to, or why it does not. */
export type Looked<Found> =
	{ readonly kind: 'found'; readonly found: Found } | Exclude<CodeOutcome, { kind: 'signed_in' }>;

/** Somebody who signs in on this phone by PIN. */
export type PinHolder = { readonly personId: PersonId; readonly name: string };

/** Who comes in by an invitation: the name, the number if there is one, and what they will sign in with. */
export type Newcomer = {
	readonly name: string;
	/** '' for none: the server gives one */
	readonly staffNumber: string;
	readonly lock:
		| { readonly by: 'password'; readonly password: string }
		| { readonly by: 'pin'; readonly pin: string };
};

/** What the server does for somebody who has no session yet. */
export interface Door {
	/** Whether the server waits for its first administrator; null where it does not answer. */
	isWaiting(): Promise<boolean | null>;
	/** The organisation and its first administrator, who is then signed in here. */
	setUp(code: string, setup: Setup): Promise<CodeOutcome>;
	/** Whom a slip is for. */
	fetchWelcome(code: string): Promise<Looked<Welcome>>;
	/** Sets the person's password, who is then signed in here. */
	signInByCode(code: string, password: string): Promise<CodeOutcome>;
	/** Where an invitation leads. */
	fetchInvited(code: string): Promise<Looked<InvitedTo>>;
	/**
	 * A newcomer, who is then signed in here; asked twice with one `key`, still one. `wrong_lock`: they
	 * have come in by it already, with another PIN or password.
	 */
	join(
		code: string,
		key: string,
		newcomer: Newcomer
	): Promise<CodeOutcome | { readonly kind: 'number_taken' | 'wrong_lock' }>;
	/** A fresh key for `join`. */
	makeKey(): string;
	/** Who signs in on this phone by PIN. */
	readPins(): Promise<readonly PinHolder[]>;
	/** `over`: the PIN counts no more, and the person is no more among `readPins`. */
	signInByPin(person: PersonId, pin: string): Promise<CodeOutcome>;
}

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
	/** Rejects while its code cannot be loaded. */
	openDoor(): Promise<Door>;
}

/** The app's place on the home screen of this device. Getters are reactive. */
export interface Installation {
	/** How it gets there in this browser; null where it is there, or cannot get there. */
	readonly way: 'prompt' | 'pictures' | 'menu' | null;
	readonly isInstalled: boolean;
	/** What there is to say of it above a screen where one taps; mostly null. */
	readonly word: 'offer' | 'warning' | null;
	/** draws the word */
	readonly Card: Component | null;
	/** The word stands on the screen: it counts as asked. */
	seen(): void;
	/** To be called inside the tap: has the browser ask. */
	install(): Promise<void>;
	/** The word is answered. */
	putAside(): void;
}

/** Set by the layout of signed-in pages; read while a component is made, not later. */
export const [getMuster, setMuster] = createContext<Muster>();
/** Set by the root layout, signed in or not. */
export const [getSession, setSession] = createContext<Session>();
/** Set by the root layout; null until the first tap is possible. */
export const [getInstallation, setInstallation] = createContext<() => Installation | null>();
