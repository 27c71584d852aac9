import { describe, expect, test, vi } from 'vitest';
import { deriveRowId, makeUlid, type DeviceId, type Ms } from '../domain/ids';
import { PROTO, type PullRequest, type PushRequest } from '../domain/protocol/wire';
import type { Clock } from '../sync/ports';
import type { Fetch } from './http';
import { HttpAccount } from './http-account';
import { HttpTransport, type Identity } from './http-transport';

const NOW = Date.UTC(2026, 10, 23, 12);
const clock: Clock = { nowMs: (): Ms => NOW };
const device = deriveRowId<DeviceId>('device');
const boot = makeUlid(NOW, () => 0);
const push: PushRequest = { proto: PROTO, device, seen: null, ops: [] };
const pull: PullRequest = { proto: PROTO, device, seen: null, cursors: {} };
const pushAnswer = { proto: 1, serverAt: NOW, head: { boot, seq: 3 }, results: [] };
const pullAnswer = {
	proto: 1,
	serverAt: NOW,
	head: { boot, seq: 3 },
	more: false,
	lost: [],
	spaces: { org: { after: 0, to: 3, rows: [['people', 'x', 3, { name: 'Anna' }]] } }
};

type Asked = { path: string; headers: Record<string, string>; body: unknown };
function server(...answers: (() => Response)[]): { fetch: Fetch; asked: Asked[] } {
	const asked: Asked[] = [];
	const fetch: Fetch = (path, init) => {
		const headers = Object.fromEntries(new Headers(init.headers));
		asked.push({
			path,
			headers,
			body: JSON.parse(typeof init.body === 'string' ? init.body : 'null')
		});
		const answer = answers[asked.length - 1] ?? answers.at(-1);
		return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('offline'));
	};
	return { fetch, asked };
}
const json =
	(status: number, body: unknown, headers = {}) =>
	() =>
		new Response(JSON.stringify(body), { status, headers });
const identity = (token: string | null, credential: string | null = null): Identity => ({
	token: () => Promise.resolve(token),
	credential: () => Promise.resolve(credential)
});

describe('push and pull', () => {
	test('send exactly the request in the session’s name, and give back the answer', async () => {
		const { fetch, asked } = server(json(200, pushAnswer), json(200, pullAnswer));
		const transport = new HttpTransport(fetch, clock, identity('a token', 'a credential'));
		expect(await transport.push(push)).toEqual({ kind: 'ok', answer: pushAnswer });
		expect(await transport.pull(pull)).toEqual({ kind: 'ok', answer: pullAnswer });
		expect(asked.map(({ path, body }) => [path, body])).toEqual([
			['/api/muster/push', push],
			['/api/muster/pull', pull]
		]);
		for (const { headers } of asked) {
			expect(headers).toMatchObject({ authorization: 'a token' });
			expect(headers).not.toHaveProperty('x-muster-credential');
		}
	});

	test('follow no redirect, as captive portals answer with, and bring no cookie', async () => {
		const asked: RequestInit[] = [];
		const fetch: Fetch = (_path, init) => {
			asked.push(init);
			return Promise.reject(new TypeError('redirected'));
		};
		const transport = new HttpTransport(fetch, clock, identity('a token'));
		expect(await transport.push(push)).toEqual({ kind: 'unreachable' });
		expect(asked[0]).toMatchObject({ redirect: 'error', credentials: 'omit', cache: 'no-store' });
	});

	test.each<[string, () => Response, unknown]>([
		['a refused session', json(401, {}), { kind: 'unauthorized' }],
		['a proxy’s 401', () => new Response('<html>', { status: 401 }), { kind: 'unreachable' }],
		['a deactivated person', json(403, { code: 'deactivated' }), { kind: 'deactivated' }],
		['another refusal', json(403, { code: 'waf' }), { kind: 'unreachable' }],
		['too much at once', json(413, {}), { kind: 'too_large' }],
		['a newer protocol', json(426, {}), { kind: 'update_required' }],
		['an error', json(500, {}), { kind: 'unreachable' }],
		['an answer of another status', json(201, pushAnswer), { kind: 'unreachable' }],
		['busy', json(503, {}), { kind: 'busy', retryAfterMs: null }],
		['busy, s', json(429, {}, { 'Retry-After': '7' }), { kind: 'busy', retryAfterMs: 7_000 }],
		[
			'busy until',
			json(503, {}, { 'Retry-After': new Date(NOW + 9_000).toUTCString() }),
			{ kind: 'busy', retryAfterMs: 9_000 }
		],
		['a captive portal', () => new Response('<html>Welcome</html>'), { kind: 'unreachable' }],
		['JSON without proto', json(200, { ...pushAnswer, proto: undefined }), { kind: 'unreachable' }],
		['JSON of another shape', json(200, { ...pushAnswer, head: 3 }), { kind: 'unreachable' }],
		['an empty body', () => new Response(''), { kind: 'unreachable' }]
	])('read %s by status and shape', async (_what, answer, reply) => {
		const transport = new HttpTransport(server(answer).fetch, clock, identity('a token'));
		expect(await transport.push(push)).toEqual(reply);
	});

	test('take nobody’s word but the server’s that a session has ended', async () => {
		const proxy = () => new Response('<html>', { status: 401 });
		const { fetch, asked } = server(proxy, proxy);
		const transport = new HttpTransport(fetch, clock, identity('a token', 'a credential'));
		expect(await transport.pull(pull)).toEqual({ kind: 'unreachable' });
		expect(await transport.push(push)).toEqual({ kind: 'unreachable' });
		expect(asked).toHaveLength(2);
	});

	test('are unreachable without a network', async () => {
		const transport = new HttpTransport(server().fetch, clock, identity('a token'));
		expect(await transport.push(push)).toEqual({ kind: 'unreachable' });
		expect(await transport.pull(pull)).toEqual({ kind: 'unreachable' });
	});

	test('give up in time', async () => {
		vi.useFakeTimers();
		const never: Fetch = (_path, { signal }) =>
			new Promise((_resolve, reject) => {
				signal?.addEventListener('abort', () => {
					reject(new DOMException('aborted', 'AbortError'));
				});
			});
		const transport = new HttpTransport(never, clock, identity('a token'));
		const pushed = transport.push(push);
		await vi.advanceTimersByTimeAsync(15_000);
		expect(await pushed).toEqual({ kind: 'unreachable' });
		const pulled = transport.pull(pull);
		await vi.advanceTimersByTimeAsync(30_000);
		expect(await pulled).toEqual({ kind: 'unreachable' });
		vi.useRealTimers();
	});
});

describe('the push credential', () => {
	test('pushes when the session no longer counts', async () => {
		const { fetch, asked } = server(json(401, {}), json(200, pushAnswer));
		const transport = new HttpTransport(fetch, clock, identity('old', 'a credential'));
		expect(await transport.push(push)).toMatchObject({ kind: 'ok' });
		expect(asked[1]?.headers).toMatchObject({ 'x-muster-credential': 'a credential' });
		expect(asked[1]?.headers).not.toHaveProperty('authorization');
	});

	test('pushes where there is no session, and never pulls', async () => {
		const { fetch, asked } = server(json(200, pushAnswer));
		const transport = new HttpTransport(fetch, clock, identity(null, 'a credential'));
		expect(await transport.push(push)).toMatchObject({ kind: 'ok' });
		expect(await transport.pull(pull)).toEqual({ kind: 'unauthorized' });
		expect(asked).toHaveLength(1);
	});

	test.each([
		['revoked', json(403, { code: 'revoked' })],
		['deactivated', json(403, { code: 'deactivated' })],
		['unauthorized', json(401, {})],
		['unauthorized', json(200, pushAnswer)],
		['unauthorized', json(503, {})]
	] as const)('says of a device whose session has ended that it is %s', async (kind, answer) => {
		const { fetch, asked } = server(json(401, {}), answer);
		const transport = new HttpTransport(fetch, clock, identity('old', 'a credential'));
		expect(await transport.pull(pull)).toEqual({ kind });
		// It sends nothing by asking.
		expect(asked[1]).toMatchObject({ path: '/api/muster/push', body: push });
	});

	test('is missed without a request', async () => {
		const { fetch, asked } = server(json(200, pushAnswer));
		const transport = new HttpTransport(fetch, clock, identity(null));
		expect(await transport.push(push)).toEqual({ kind: 'unauthorized' });
		expect(asked).toEqual([]);
	});
});

describe('an account', () => {
	const person = deriveRowId('person');
	const claims = btoa(JSON.stringify({ exp: NOW / 1_000 + 60 }));
	const record = { id: person, name: 'Anna', role: 'member' };

	test('signs in, until the token says', async () => {
		const token = `head.${claims}.signature`;
		const { fetch, asked } = server(json(200, { token, record }));
		const reply = await new HttpAccount(fetch, clock).signIn('1007', 'secret');
		expect(reply).toEqual({
			kind: 'ok',
			answer: { v: 1, personId: person, name: 'Anna', token, expiresAt: NOW + 60_000 }
		});
		expect(asked[0]).toMatchObject({
			path: '/api/collections/people/auth-with-password?fields=token,record.id,record.name',
			body: { identity: '1007', password: 'secret' }
		});
	});

	test('shows what is known of the device by everybody who has one', async () => {
		const { fetch, asked } = server(json(400, {}), json(400, {}));
		const account = new HttpAccount(fetch, clock);
		await account.signIn('1007', 'secret', [
			{ device, credential: 'a' },
			{ device, credential: 'b' }
		]);
		await account.signIn('1007', 'secret', []);
		expect(asked[0]?.headers).toMatchObject({
			'x-muster-device': `${device}, ${device}`,
			'x-muster-credential': 'a, b'
		});
		expect(asked[1]?.headers).not.toHaveProperty('x-muster-credential');
	});

	test.each<[string, () => Response, unknown]>([
		['a wrong password', json(400, { message: 'Failed to authenticate.' }), { kind: 'wrong' }],
		['a portal’s 400', () => new Response('<html>', { status: 400 }), { kind: 'unreachable' }],
		['a deactivated person', json(403, { code: 'deactivated' }), { kind: 'deactivated' }],
		['too many attempts', json(429, {}), { kind: 'busy', retryAfterMs: null }],
		['a portal’s page', () => new Response('<html>'), { kind: 'unreachable' }]
	])('tells %s apart', async (_what, answer, reply) => {
		const account = new HttpAccount(server(answer).fetch, clock);
		expect(await account.signIn('1007', 'secret')).toEqual(reply);
	});

	test('registers a device, and withdraws it', async () => {
		const { fetch, asked } = server(
			json(200, { credential: 'c' }),
			() => new Response(null, { status: 204 })
		);
		const account = new HttpAccount(fetch, clock);
		expect(await account.registerDevice('t', device, 'a phone')).toEqual({
			kind: 'ok',
			answer: { credential: 'c' }
		});
		expect(await account.withdrawDevice('t', device)).toEqual({ kind: 'withdrawn' });
		expect(asked.map(({ path, body }) => [path, body])).toEqual([
			['/api/muster/device', { device, label: 'a phone' }],
			[`/api/muster/device/${device}`, null]
		]);
	});
});
