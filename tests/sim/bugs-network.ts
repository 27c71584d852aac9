import { brandAs } from '../../src/lib/domain/brand';
import type { Ulid } from '../../src/lib/domain/ids';
import type { PushAnswer, PushRequest } from '../../src/lib/domain/protocol/wire';
import type { Ports, Reply } from '../../src/lib/sync/ports';
import { withPush, type Planted } from './planted';

const ANSWERED_IN_MS = 300_000;

const withReply = (
	ports: Ports,
	alter: (reply: Reply<PushAnswer>, request: PushRequest) => Reply<PushAnswer>
): Ports => withPush(ports, async (request) => alter(await ports.transport.push(request), request));

/** Whatever answers with success has taken everything. */
function believes(request: PushRequest): Reply<PushAnswer> {
	const head = request.seen ?? { boot: brandAs<Ulid>(''), seq: 0 };
	const results = request.ops.map(({ id }) => ({ id, outcome: 'applied' as const, mark: head }));
	return { kind: 'ok', answer: { proto: 1, serverAt: 0, head, results } };
}

function waitsAsTold(ports: Ports): Ports {
	let untilMs = 0;
	const ask = async <Answer>(send: () => Promise<Reply<Answer>>): Promise<Reply<Answer>> => {
		if (ports.clock.nowMs() < untilMs) return { kind: 'unreachable' };
		const reply = await send();
		if (reply.kind === 'busy' && (reply.retryAfterMs ?? 0) > ANSWERED_IN_MS)
			untilMs = ports.clock.nowMs() + (reply.retryAfterMs ?? 0);
		return reply;
	};
	const { transport } = ports;
	return {
		...ports,
		transport: {
			push: (request) => ask(() => transport.push(request)),
			pull: (request) => ask(() => transport.pull(request))
		}
	};
}

/** Defects in what a phone makes of answers that are not the server's word. */
export const NETWORK_BUGS: readonly Planted[] = [
	{
		name: 'a captive portal’s page is taken for an answer',
		seed: 83,
		breaks: 'nothing lost',
		wrapPorts: (ports, { device }) =>
			withReply(ports, (reply, request) =>
				device.instead?.kind === 'portal' && device.online ? believes(request) : reply
			)
	},
	{
		name: 'an app that is too old empties its queue',
		seed: 56,
		breaks: 'nothing lost',
		wrapPorts: (ports, { device }) =>
			withReply(ports, (reply, request) => {
				if (reply.kind === 'update_required')
					for (const op of request.ops) device.outbox.entries.delete(op.id);
				return reply;
			})
	},
	{
		name: 'a Retry-After is heeded, however long',
		seed: 26,
		breaks: 'quiet comes',
		wrapPorts: waitsAsTold
	},
	{
		name: 'a batch that is too large is tried again as it is',
		seed: 28,
		breaks: 'queues empty',
		wrapPorts: (ports) =>
			withReply(ports, (reply) => (reply.kind === 'too_large' ? { kind: 'unreachable' } : reply))
	},
	{
		name: 'all ops of a batch that is too large are parked',
		seed: 28,
		breaks: 'queues empty',
		wrapPorts: (ports) =>
			withPush(ports, async (request) => {
				const reply = await ports.transport.push(request);
				if (reply.kind !== 'too_large') return reply;
				const sent = new Set(request.ops.map((op) => op.id));
				await ports.outbox.update(({ entries }) => ({
					put: entries
						.filter(({ op }) => sent.has(op.id))
						.map((entry) => ({ ...entry, parked: true }))
				}));
				return { kind: 'unreachable' };
			})
	},
	{
		name: 'the push credential counts as long as the session does',
		seed: 30,
		breaks: 'queues empty',
		wrapPorts: (ports, { device }) =>
			withPush(ports, (request) =>
				device.session === 'expired'
					? Promise.resolve({ kind: 'unauthorized' })
					: ports.transport.push(request)
			)
	},
	{
		name: 'a phone that was revoked is taken for one that is signed out',
		seed: 38,
		breaks: 'no row out of scope stays on the phone',
		wrapPorts: (ports) => ({
			...ports,
			transport: {
				push: async (request) => asSignedOut(await ports.transport.push(request)),
				pull: async (request) => asSignedOut(await ports.transport.pull(request))
			}
		})
	}
];

function asSignedOut<Answer>(reply: Reply<Answer>): Reply<Answer> {
	return reply.kind === 'revoked' ? { kind: 'unauthorized' } : reply;
}
