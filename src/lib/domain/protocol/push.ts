import type { Actor } from '../command';
import type { Ms, Ulid } from '../ids';
import { isValidMark, type Mark, type Timeline } from '../mark';
import { executeOp, type Sender } from './execute';
import type { ServerStore } from './server-store';
import { PROTO, type PushAnswer, type PushRequest } from './wire';

type Answer = {
	proto: typeof PROTO;
	serverAt: Ms;
	head: Mark;
	timeline?: [Ulid, number][];
};

/**
 * What every answer of push and pull starts with; the timeline comes where the device cannot
 * know it yet: `seen` is null or of another boot.
 */
export function answerHead(timeline: Timeline, head: number, seen: Mark | null, nowMs: Ms): Answer {
	const boot = timeline.at(-1)?.[0];
	if (boot === undefined) throw new Error('the server has no boot');
	const known = seen?.boot === boot;
	return {
		proto: PROTO,
		serverAt: nowMs,
		head: { boot, seq: head },
		...(known ? {} : { timeline: timeline.map(([id, from]) => [id, from]) })
	};
}

/** The whole answer to a device whose `seen` is no longer on the timeline: the server was restored. */
export function resetAnswer(timeline: Timeline, head: number, nowMs: Ms) {
	const { proto, serverAt, head: mark } = answerHead(timeline, head, null, nowMs);
	const pairs = timeline.map(([id, from]): [Ulid, number] => [id, from]);
	return { proto, serverAt, head: mark, timeline: pairs, reset: true as const };
}

/**
 * One push, inside one transaction of `store`.
 *
 * @throws TransactionLost when a savepoint could not be rolled back: answer 503, commit nothing
 */
export function handlePush(
	store: ServerStore,
	actor: Actor,
	request: PushRequest,
	nowMs: Ms
): PushAnswer {
	const timeline = store.timeline();
	const { seen, device } = request;
	if (seen && !isValidMark(seen, timeline, store.head()))
		return resetAnswer(timeline, store.head(), nowMs);
	const sender: Sender = {
		actor,
		device,
		receivedAt: nowMs,
		waiting: new Set()
	};
	const results = request.ops.map((op) => executeOp(store, sender, op));
	return { ...answerHead(timeline, store.head(), seen, nowMs), results };
}
