import * as v from 'valibot';
import type { DeviceId, Ms, PersonId } from '../../src/lib/domain/ids';
import {
	PullAnswerSchema,
	PullRequestSchema,
	PushAnswerSchema,
	PushRequestSchema,
	type PullAnswer,
	type PullRequest,
	type PushAnswer,
	type PushRequest
} from '../../src/lib/domain/protocol/wire';
import type { Reply, Transport, Unanswered } from '../../src/lib/sync/ports';
import { interceptedBy, readAnswer, type Instead, type Session } from './answers';
import type { MemoryServer } from './memory-server';
import type { Faults } from './happenings';
import type { Chance } from './random';
import type { Owner, Scheduler } from './scheduler';

const TIMEOUT_MS = 20_000;

/** Where requests come from. */
export type Phone = {
	readonly online: boolean;
	readonly person: PersonId;
	readonly id: DeviceId;
	readonly instead: Instead | null;
	readonly session: Session;
	/** good for push only, also after the session has ended; '' for none */
	readonly credential: string;
};

export type NetworkWorld = {
	readonly scheduler: Scheduler;
	readonly chance: Chance;
	readonly faults: Faults;
	readonly server: MemoryServer;
	/** true while the server does not answer */
	readonly serverDown: boolean;
	/** every request and answer goes through text and schemas, as on the wire */
	readonly strictWire: boolean;
	/** a request leaves the phone */
	readonly onSent: (what: 'push' | 'pull', owner: Owner) => void;
	readonly onPush: (phone: Phone, request: PushRequest) => void;
	readonly onFault: (error: unknown) => void;
};

/** The network between a program and the server: it loses, repeats, delays and reorders. */
export class SimTransport implements Transport {
	readonly #world: NetworkWorld;
	readonly #phone: Phone;
	readonly #owner: Owner;
	readonly #hasSession: boolean;

	/** @param hasSession false for the worker, which knows the push credential only */
	constructor(world: NetworkWorld, phone: Phone, owner: Owner, hasSession: boolean) {
		this.#world = world;
		this.#phone = phone;
		this.#owner = owner;
		this.#hasSession = hasSession;
	}

	push(request: PushRequest): Promise<Reply<PushAnswer>> {
		const sent = this.#copy(PushRequestSchema, request);
		return this.#send('push', sent, PushAnswerSchema, (person, nowMs) => {
			const denied = this.#isSignedIn() ? null : this.#deniedByCredential(null);
			if (denied) return denied;
			this.#world.onPush(this.#phone, sent);
			return this.#answer(PushAnswerSchema, this.#world.server.push(person, sent, nowMs));
		});
	}

	pull(request: PullRequest): Promise<Reply<PullAnswer>> {
		const sent = this.#copy(PullRequestSchema, request);
		return this.#send('pull', sent, PullAnswerSchema, (person, nowMs) => {
			// A session that ended may be all there is to say; the credential tells whether there is more.
			if (!this.#isSignedIn()) return this.#deniedByCredential(person) ?? { kind: 'unauthorized' };
			return this.#answer(PullAnswerSchema, this.#world.server.pull(person, sent, nowMs));
		});
	}

	#isSignedIn(): boolean {
		return this.#hasSession && this.#phone.session === 'good';
	}

	/** @param person whose account matters too; null where the request itself will tell */
	#deniedByCredential(person: PersonId | null): Unanswered | null {
		if (this.#phone.credential === '') return { kind: 'unauthorized' };
		if (this.#phone.session === 'revoked') return { kind: 'revoked' };
		return person !== null && !this.#world.server.actor(person) ? { kind: 'deactivated' } : null;
	}

	#send<Answer>(
		label: 'push' | 'pull',
		sent: unknown,
		schema: v.GenericSchema<unknown, Answer>,
		serve: (person: PersonId, nowMs: Ms) => Reply<Answer>
	): Promise<Reply<Answer>> {
		const { scheduler, chance, faults } = this.#world;
		this.#world.onSent(label, this.#owner);
		return new Promise((resolve) => {
			const giveUp = scheduler.after(TIMEOUT_MS, `${label} times out`, this.#owner, () =>
				resolve({ kind: 'unreachable' })
			);
			const tell = (delayMs: Ms, reply: Reply<Answer>): void => {
				scheduler.after(delayMs, `${label} ${reply.kind}`, this.#owner, () => {
					giveUp();
					resolve(reply);
				});
			};
			if (!this.#phone.online) return tell(chance.integer(1, 60), { kind: 'unreachable' });
			const instead = interceptedBy(this.#phone.instead, sent, chance);
			if (instead)
				return tell(chance.integer(5, 200), readAnswer(instead, schema, scheduler.nowMs));
			if (chance.isBelow(faults.unauthorized)) return tell(30, { kind: 'unauthorized' });
			if (chance.isBelow(faults.busy)) {
				const retryAfterMs = chance.isBelow(0.5) ? 2_000 : null;
				return tell(30, { kind: 'busy', retryAfterMs });
			}
			if (chance.isBelow(faults.lostRequest))
				return tell(chance.integer(20, 8_000), { kind: 'unreachable' });
			const travelMs = chance.isBelow(faults.slow)
				? chance.integer(500, 70_000)
				: chance.integer(5, 120);
			scheduler.after(travelMs, `${label} arrives`, null, () => this.#arrive(serve, tell));
			if (chance.isBelow(faults.duplicate))
				scheduler.after(travelMs + chance.integer(0, 50_000), `${label} again`, null, () =>
					this.#arrive(serve, () => undefined)
				);
		});
	}

	#arrive<Answer>(
		serve: (person: PersonId, nowMs: Ms) => Reply<Answer>,
		tell: (delayMs: Ms, reply: Reply<Answer>) => void
	): void {
		const { scheduler, chance, faults } = this.#world;
		if (this.#world.serverDown) return tell(5, { kind: 'unreachable' });
		const reply = this.#serve(() => serve(this.#phone.person, scheduler.nowMs));
		if (chance.isBelow(faults.lostAnswer))
			return tell(chance.integer(20, 8_000), { kind: 'unreachable' });
		const backMs = chance.isBelow(faults.slow)
			? chance.integer(500, 25_000)
			: chance.integer(5, 120);
		scheduler.after(backMs, 'answer', null, () =>
			tell(0, this.#phone.online ? reply : { kind: 'unreachable' })
		);
	}

	/** What throws in the server answers 500, which is not an answer. */
	#serve<Answer>(serve: () => Reply<Answer>): Reply<Answer> {
		try {
			return serve();
		} catch (error) {
			if (!(error instanceof ServerFault)) this.#world.onFault(error);
			return { kind: 'unreachable' };
		}
	}

	#copy<T>(schema: v.GenericSchema<unknown, T>, value: T): T {
		return this.#world.strictWire ? v.parse(schema, JSON.parse(JSON.stringify(value))) : value;
	}

	#answer<T>(schema: v.GenericSchema<unknown, T>, reply: Reply<T>): Reply<T> {
		return reply.kind === 'ok' ? { kind: 'ok', answer: this.#copy(schema, reply.answer) } : reply;
	}
}

/** A planted fault of the server's machine: a disk that is full, a row that cannot be written. */
export class ServerFault extends Error {}
