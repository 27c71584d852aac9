import { MAX_OPS_PER_PUSH, PROTO, type PushAnswer } from '../domain/protocol/wire';
import type { Ms, Ulid } from '../domain/ids';
import { absorb } from './heal';
import type {
	Clock,
	Locks,
	Obstacle,
	OutboxChange,
	OutboxState,
	OutboxStore,
	Random,
	Transport
} from './ports';
import { nextBatch, withResult } from './queue';
import { obstacleOf } from './retry';

/** What one attempt to send came to. */
export type DrainStep = { readonly kind: 'idle' | 'progress' | 'reset' | 'elsewhere' } | Obstacle;

export type DrainPorts = {
	readonly clock: Clock;
	readonly random: Random;
	readonly transport: Pick<Transport, 'push'>;
	readonly outbox: OutboxStore;
	readonly locks: Locks;
};

/** Sends the queue of one person, a batch at a time. Tabs and the service worker each have one. */
export class Drain {
	readonly #ports: DrainPorts;
	#limit = MAX_OPS_PER_PUSH;

	constructor(ports: DrainPorts) {
		this.#ports = ports;
	}

	/** Sends one batch, alone among tabs and worker, and writes down the server's word. */
	async step(): Promise<DrainStep> {
		const step = await this.#ports.locks.exclusively('push', () => this.#send());
		return step ?? { kind: 'elsewhere' };
	}

	/** Sends until the queue is empty or something stands in the way. */
	async run(): Promise<DrainStep> {
		for (;;) {
			const step = await this.step();
			if (step.kind !== 'progress' && step.kind !== 'reset') return step;
		}
	}

	async #send(): Promise<DrainStep> {
		const { outbox, clock, transport } = this.#ports;
		const { meta, entries } = await outbox.read();
		const batch = nextBatch(entries, clock.nowMs(), this.#limit);
		if (batch.length === 0) return { kind: 'idle' };
		const reply = await transport.push({
			proto: PROTO,
			device: meta.device,
			seen: meta.seen,
			ops: batch.map((entry) => entry.op)
		});
		if (reply.kind === 'ok') return this.#take(reply.answer, meta.resets);
		if (reply.kind === 'too_large') {
			this.#limit = Math.max(1, Math.floor(batch.length / 2));
			const [only] = batch;
			if (batch.length === 1 && only) await outbox.update((state) => park(state, only.op.id));
			return { kind: 'progress' };
		}
		return obstacleOf(reply);
	}

	async #take(answer: PushAnswer, askedAtReset: number): Promise<DrainStep> {
		const { outbox, clock, random } = this.#ports;
		const steps: DrainStep[] = [];
		await outbox.update((state) => {
			const absorbed = absorb(state, askedAtReset, answer, clock.nowMs());
			if (absorbed.kind === 'drop') return {};
			if (absorbed.kind === 'reset' || 'reset' in answer) {
				steps.push({ kind: 'reset' });
				return absorbed.change;
			}
			const put = decide(state, answer.results, clock.nowMs(), random);
			if (put.length > 0) steps.push({ kind: 'progress' });
			return { ...absorbed.change, put };
		});
		this.#limit = MAX_OPS_PER_PUSH;
		return steps.at(-1) ?? { kind: 'failed', retryAfterMs: null };
	}
}

function park(state: OutboxState, id: Ulid): OutboxChange {
	const entry = state.entries.find((other) => other.op.id === id && other.result === null);
	return entry ? { put: [{ ...entry, parked: true }] } : {};
}

function decide(
	state: OutboxState,
	results: Extract<PushAnswer, { results: unknown }>['results'],
	nowMs: Ms,
	random: Random
): NonNullable<OutboxChange['put']> {
	const words = new Map(results.map((result) => [result.id, result]));
	return state.entries.flatMap((entry) => {
		const result = words.get(entry.op.id);
		const next = result ? withResult(entry, result, nowMs, random()) : entry;
		return next === entry ? [] : [next];
	});
}
