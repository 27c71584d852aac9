import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deriveRowId, type DeviceId } from '$lib/domain/ids';
import type { PullRequest, PushRequest } from '$lib/domain/protocol/wire';
import { lateAccount, LatePokes, lateRenewal, lateTransport } from './late-network';

const DEVICE = deriveRowId<DeviceId>('phone');
const PUSH: PushRequest = { proto: 1, device: DEVICE, seen: null, ops: [] };
const PULL: PullRequest = { proto: 1, device: DEVICE, seen: null, cursors: {} };
const IDENTITY = { token: () => Promise.resolve('t'), credential: () => Promise.resolve('c') };
const UNREACHABLE = { kind: 'unreachable' };
const ignore = (): void => undefined;

/** The late half: whether its code can be had, and what it was told. */
const half = vi.hoisted(() => ({ reachable: true, made: 0, told: [] as unknown[][] }));

vi.mock('./network', () => {
	class Told {
		constructor() {
			half.made += 1;
		}
		protected hear(...told: unknown[]): Promise<unknown> {
			half.told.push(told);
			return Promise.resolve({ kind: 'busy', retryAfterMs: half.told.length });
		}
	}
	class HttpTransport extends Told {
		readonly #identity: unknown;
		constructor(_fetch: unknown, _clock: unknown, identity: unknown) {
			super();
			this.#identity = identity;
		}
		push = (request: unknown) => this.hear('push', request, this.#identity);
		pull = (request: unknown) => this.hear('pull', request, this.#identity);
	}
	class HttpAccount extends Told {
		signIn = (...asked: unknown[]) => this.hear('signIn', ...asked);
		registerDevice = (...asked: unknown[]) => this.hear('registerDevice', ...asked);
		withdrawDevice = (...asked: unknown[]) => this.hear('withdrawDevice', ...asked);
	}
	class Renewal extends Told {
		renewIfDue = () => this.hear('renewIfDue');
	}
	class RealtimePokes extends Told {
		follow = (spaces: unknown) => void this.hear('follow', spaces);
		reconnect = () => void this.hear('reconnect');
		listen = (...hearers: unknown[]) => {
			void this.hear('listen', ...hearers);
			return () => void this.hear('stop', ...hearers);
		};
	}
	const classes = { HttpTransport, HttpAccount, RealtimePokes, Renewal };
	/** As an import that fails: the code is asked for each time, and does not come. */
	const whereReachable = <Name extends keyof typeof classes>(name: Name) => {
		if (!half.reachable) throw new TypeError('Failed to fetch dynamically imported module');
		return classes[name];
	};
	return {
		get HttpTransport() {
			return whereReachable('HttpTransport');
		},
		get HttpAccount() {
			return whereReachable('HttpAccount');
		},
		get RealtimePokes() {
			return whereReachable('RealtimePokes');
		},
		get Renewal() {
			return whereReachable('Renewal');
		}
	};
});

let frames: (() => void)[];
beforeEach(() => {
	vi.useFakeTimers();
	frames = [];
	vi.stubGlobal('requestAnimationFrame', (drawn: () => void) => frames.push(drawn));
	Object.assign(half, { reachable: true, made: 0, told: [] });
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** The screen is drawn, and what waited for that has run. */
async function draw(): Promise<void> {
	for (const drawn of frames.splice(0)) drawn();
	await vi.advanceTimersByTimeAsync(0);
	await vi.dynamicImportSettled();
}
async function drawn<T>(asked: Promise<T>): Promise<T> {
	await draw();
	return await asked;
}

describe('the transport', () => {
	test('asks for its code only after the screen was drawn', async () => {
		const pushed = lateTransport(IDENTITY).push(PUSH);
		await vi.advanceTimersByTimeAsync(500);
		expect(half.made).toBe(0);
		await drawn(pushed);
		expect(half.made).toBe(1);
	});

	test('does not wait for ever on a page that is not drawn', async () => {
		const pushed = lateTransport(IDENTITY).push(PUSH);
		await vi.advanceTimersByTimeAsync(1_000);
		expect(await pushed).toEqual({ kind: 'busy', retryAfterMs: 1 });
	});

	test('passes requests on with the identity, and answers back, and is made once', async () => {
		const transport = lateTransport(IDENTITY);
		const [pushed, pulled] = await drawn(Promise.all([transport.push(PUSH), transport.pull(PULL)]));
		expect([pushed, pulled]).toEqual([
			{ kind: 'busy', retryAfterMs: 1 },
			{ kind: 'busy', retryAfterMs: 2 }
		]);
		expect(half.told).toEqual([
			['push', PUSH, IDENTITY],
			['pull', PULL, IDENTITY]
		]);
		expect(half.made).toBe(1);
	});

	test('sends nothing while its code does not come, and asks for it again next time', async () => {
		half.reachable = false;
		const transport = lateTransport(IDENTITY);
		expect(await drawn(transport.push(PUSH))).toEqual(UNREACHABLE);
		expect(await drawn(transport.pull(PULL))).toEqual(UNREACHABLE);
		half.reachable = true;
		await drawn(transport.push(PUSH));
		expect(half.told).toEqual([['push', PUSH, IDENTITY]]);
	});
});

describe('the account', () => {
	test('passes on what is asked', async () => {
		const account = lateAccount();
		await drawn(account.signIn('20417', 'secret'));
		await account.registerDevice('t', DEVICE, 'a phone');
		await account.withdrawDevice('t', DEVICE);
		expect(half.told).toEqual([
			['signIn', '20417', 'secret'],
			['registerDevice', 't', DEVICE, 'a phone'],
			['withdrawDevice', 't', DEVICE]
		]);
	});

	test('says that the server is out of reach while its code does not come', async () => {
		half.reachable = false;
		const account = lateAccount();
		expect(await drawn(account.signIn('20417', 'secret'))).toEqual(UNREACHABLE);
		expect(await drawn(account.registerDevice('t', DEVICE, 'a phone'))).toEqual(UNREACHABLE);
		expect(await drawn(account.withdrawDevice('t', DEVICE))).toEqual(UNREACHABLE);
	});
});

test('the renewal of a session asks for its code after the screen was drawn', async () => {
	const renewIfDue = lateRenewal({
		signedIn: { running: null, goOn: () => Promise.resolve() },
		device: { readSession: () => Promise.resolve(null) }
	});
	const renewed = renewIfDue();
	await vi.advanceTimersByTimeAsync(500);
	expect(half.made).toBe(0);
	await drawn(renewed);
	expect(half.told).toEqual([['renewIfDue']]);
});

describe('pokes', () => {
	test('wished for early are done once the code has come, in order, each once', async () => {
		const pokes = new LatePokes(IDENTITY.token);
		pokes.listen(ignore, ignore);
		pokes.follow(['org']);
		pokes.reconnect();
		expect(half.told).toEqual([]);
		await draw();
		expect(half.told).toEqual([['listen', ignore, ignore], ['follow', ['org']], ['reconnect']]);
		pokes.follow(['org', 'portfolio']);
		await draw();
		expect(half.told.slice(3)).toEqual([['follow', ['org', 'portfolio']]]);
		expect(half.made).toBe(1);
	});

	test('that nobody listens to any more when the code comes are not listened to', async () => {
		const pokes = new LatePokes(IDENTITY.token);
		const stop = pokes.listen(ignore, ignore);
		stop();
		await draw();
		expect(half.told).toEqual([]);
	});

	test('stop when told to', async () => {
		const pokes = new LatePokes(IDENTITY.token);
		const stop = pokes.listen(ignore, ignore);
		await draw();
		stop();
		expect(half.told.at(-1)).toEqual(['stop', ignore, ignore]);
	});

	test('keep their wishes while the code does not come, for when the next one is made', async () => {
		half.reachable = false;
		const pokes = new LatePokes(IDENTITY.token);
		pokes.listen(ignore, ignore);
		pokes.follow(['org']);
		await draw();
		half.reachable = true;
		pokes.reconnect();
		await draw();
		expect(half.told).toEqual([['listen', ignore, ignore], ['follow', ['org']], ['reconnect']]);
	});
});
