import { beforeEach, describe, expect, test } from 'vitest';
import { deriveRowId, makeUlid } from '../domain/ids';
import { RealtimePokes } from './realtime-pokes';

class FakeStream extends EventTarget {
	closed = false;
	say(type: string, data: unknown): void {
		this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
	}
	close(): void {
		this.closed = true;
	}
}

const SPACE = `p:${deriveRowId('project')}`;
const head = { boot: makeUlid(0, () => 0), seq: 7 };
let streams: FakeStream[];
let submitted: unknown[];
let status: number;
let waiting: (() => void)[];
let heard: unknown[];
let pokes: RealtimePokes;
let stop: () => void;
/** what the server's answers wait for */
let gate: Promise<void>;

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const newest = (): FakeStream => {
	const stream = streams.at(-1);
	if (!stream) throw new Error('no stream was opened');
	return stream;
};
async function connect(clientId: string): Promise<void> {
	newest().say('PB_CONNECT', { clientId });
	await settle();
}

beforeEach(() => {
	[streams, submitted, waiting, heard, status] = [[], [], [], [], 204];
	gate = Promise.resolve();
	pokes = new RealtimePokes({
		fetch: (_path, init) => {
			submitted.push(JSON.parse(typeof init.body === 'string' ? init.body : 'null'));
			return gate.then(() => new Response(null, { status }));
		},
		openStream: () => {
			const stream = new FakeStream();
			streams.push(stream);
			// As much of an EventSource as is used.
			return stream as unknown as EventSource;
		},
		timers: {
			after: (_delayMs, run) => {
				waiting.push(run);
				return () => undefined;
			}
		},
		random: () => 0.5,
		token: () => Promise.resolve('a token')
	});
	stop = pokes.listen(
		(poke) => heard.push(poke),
		(live) => heard.push(live)
	);
});

describe('pokes', () => {
	test('need no connection while there is nothing to follow', () => {
		expect(streams).toEqual([]);
	});

	test('come for the spaces that are followed, once the server knows them', async () => {
		pokes.follow(['org', SPACE]);
		await connect('c1');
		expect(submitted).toEqual([{ clientId: 'c1', subscriptions: ['space:org', `space:${SPACE}`] }]);
		newest().say(`space:${SPACE}`, { space: SPACE, head });
		expect(heard).toEqual([true, { space: SPACE, head }]);
	});

	test('of another shape are left alone', async () => {
		pokes.follow(['org']);
		await connect('c1');
		newest().say('space:org', { space: 'org', head: 7 });
		newest().say('space:org', '<html>');
		expect(heard).toEqual([true]);
	});

	test('follow other spaces on the same stream, and ask only for a change', async () => {
		pokes.follow(['org']);
		await connect('c1');
		pokes.follow(['org']);
		pokes.follow([SPACE, 'org']);
		pokes.follow(['org', SPACE]);
		await settle();
		expect(submitted).toHaveLength(2);
		expect(streams).toHaveLength(1);
		newest().say(`space:${SPACE}`, { space: SPACE, head });
		expect(heard).toEqual([true, { space: SPACE, head }]);
	});

	test('connect again after a loss, as often as it takes', async () => {
		pokes.follow(['org']);
		await connect('c1');
		for (const round of [1, 2, 3]) {
			newest().dispatchEvent(new Event('error'));
			expect(newest().closed).toBe(true);
			waiting.at(-1)?.();
			expect(streams).toHaveLength(1 + round);
		}
		await connect('c4');
		expect(heard).toEqual([true, false, true]);
	});

	test('begin anew where the server refuses the subscription', async () => {
		status = 403;
		pokes.follow(['org']);
		await connect('c1');
		expect(newest().closed).toBe(true);
		expect(heard).toEqual([]);
		status = 204;
		waiting.at(-1)?.();
		await connect('c2');
		expect(heard).toEqual([true]);
	});

	test('begin anew when the network has changed', async () => {
		pokes.follow(['org']);
		await connect('c1');
		const [first] = streams;
		pokes.reconnect();
		expect(first?.closed).toBe(true);
		first?.say('PB_CONNECT', { clientId: 'late' });
		await connect('c2');
		expect(submitted.at(-1)).toMatchObject({ clientId: 'c2' });
		expect(heard).toEqual([true, false, true]);
	});

	test('heed no answer to a subscription of a stream that has ended', async () => {
		let answer = (): void => undefined;
		gate = new Promise((resolve) => (answer = resolve));
		pokes.follow(['org']);
		await connect('c1');
		pokes.reconnect();
		answer();
		await settle();
		expect(heard).toEqual([]);
	});

	test('end when nobody listens', async () => {
		pokes.follow(['org']);
		await connect('c1');
		stop();
		expect(newest().closed).toBe(true);
		pokes.reconnect();
		expect(streams).toHaveLength(1);
	});
});
