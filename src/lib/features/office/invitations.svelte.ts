import type { Invitation, Invite, Invited } from '$lib/domain/protocol/joining';
import type { Ms } from '$lib/domain/ids';
import type { Asked, ServerDesk } from '$lib/features/session';

/**
 * What could not be done for want of a network; `refused`: the server does not make that one; `gone`:
 * the one to be ended is not there, or no longer theirs to end.
 */
export type NotDone = 'load' | 'make' | 'end' | 'refused' | 'gone';
type Desk = Pick<ServerDesk, 'fetchInvitations' | 'invite' | 'endInvitation'>;

/** Invitations of a lead or an administrator, as the server has them: they need the network. */
export class Invitations {
	#list = $state.raw<readonly Invitation[] | null>(null);
	#shown = $state.raw<Invited | null>(null);
	#notDone = $state<NotDone | null>(null);
	#isMaking = $state(false);
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	/** Those that still let somebody in first; null until they are known. */
	get list(): readonly Invitation[] | null {
		return this.#list;
	}
	/** The one that was made last, with its code. */
	get shown(): Invited | null {
		return this.#shown;
	}
	/** What was asked last and could not be done; null where it could. */
	get notDone(): NotDone | null {
		return this.#notDone;
	}
	get isMaking(): boolean {
		return this.#isMaking;
	}

	async load(): Promise<void> {
		const asked = await this.#desk.fetchInvitations();
		this.#notDone = asked.kind === 'ok' ? null : 'load';
		if (asked.kind === 'ok') this.#list = asked.answer;
	}

	async make(invite: Invite): Promise<void> {
		if (this.#isMaking) return;
		this.#isMaking = true;
		try {
			const asked = await this.#desk.invite(invite);
			this.#notDone = whyNot(asked, 'make', 'refused');
			if (asked.kind !== 'ok') return;
			this.#shown = asked.answer;
			this.#list = [asked.answer.invitation, ...(this.#list ?? [])];
		} finally {
			this.#isMaking = false;
		}
	}

	async end(id: string, nowMs: Ms): Promise<void> {
		const asked = await this.#desk.endInvitation(id);
		this.#notDone = whyNot(asked, 'end', 'gone');
		if (asked.kind !== 'ok' && asked.kind !== 'refused') return;
		if (this.#shown?.invitation.id === id) this.#shown = null;
		const after = (one: Invitation): Invitation[] =>
			asked.kind === 'ok' ? [{ ...one, endedAt: nowMs }] : [];
		this.#list = this.#list?.flatMap((one) => (one.id === id ? after(one) : [one])) ?? null;
	}
}

function whyNot(asked: Asked<unknown>, away: NotDone, refused: NotDone): NotDone | null {
	if (asked.kind === 'ok') return null;
	return asked.kind === 'refused' ? refused : away;
}

export type InvitationState = 'open' | 'used_up' | 'ended' | 'expired';

export function stateOf(
	{ uses, used, expiresAt, endedAt }: Invitation,
	nowMs: Ms
): InvitationState {
	if (endedAt > 0) return 'ended';
	if (used >= uses) return 'used_up';
	return expiresAt <= nowMs ? 'expired' : 'open';
}
