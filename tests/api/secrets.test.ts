import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../pocketbase/serve/build';
import { appDirOf } from '../../pocketbase/serve/paths';
import { asRecord, Client } from './support/client';
import { byPin, Entrance } from './support/entrance';
import { PASSWORD, personId, taskId } from './support/factory';
import { Listener } from './support/listener';
import { RegisteredPhone, signInAs, trySignIn } from './support/sign-in';
import { startSite, type Site } from './support/site';

const MISTYPED = 'almost-my-password';
const NEXT_PASSWORD = 'my-next-password';
const PIN_KEY = '5e'.repeat(16);
const NOTE = 'a note about the illness of a colleague';

async function filesIn(dir: string): Promise<string[]> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name));
}

/** Which of these words stand in a text or file, by the name that may be printed. */
const foundIn = (text: string, words: Record<string, string>): string[] =>
	Object.keys(words).filter((name) => text.includes(words[name] ?? name));

describe('after people have signed in, worked, mistyped, lost a phone and changed a password', () => {
	let site: Site;
	const secrets: Record<string, string> = {
		password: PASSWORD,
		mistyped: MISTYPED,
		'next password': NEXT_PASSWORD
	};
	beforeAll(async () => {
		site = await startSite();
		secrets['superuser’s password'] = site.muster.superuser.password;
		secrets['superuser’s token'] = String(site.root.token);
		await trySignIn(site.nobody, 'F-member', MISTYPED);
		const client = await signInAs(site, 'member', PASSWORD);
		secrets['token'] = String(client.token);
		const phone = await RegisteredPhone.of(client, 'member', 'phone');
		secrets['credential'] = phone.credential['X-Muster-Credential'];
		const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
		await phone.give('task.report', { task: taskId('press'), status: 'late', note: NOTE, before });
		await phone.pullAll();
		const listener = await Listener.connect(client);
		await listener.subscribe(['space:org']);
		listener.close();
		await client.send('POST', '/api/muster/push', '{"broken');
		await client.send('GET', '/api/collections/tasks/records?filter=broken((');
		await trySignIn(site.nobody, 'F-member', MISTYPED, {
			'X-Muster-Device': phone.device,
			...phone.credential
		});
		const lost = await RegisteredPhone.of(client, 'member', 'lost');
		const { token } = await client.mustSend('POST', `/api/muster/devices/${lost.device}/revoke`);
		secrets['fresh token'] = String(token);
		const fresh = new Client(client.url, String(token));
		const refreshed = await fresh.mustSend('POST', '/api/collections/people/auth-refresh');
		secrets['refreshed token'] = String(asRecord(refreshed)['token']);
		await lost.pushLocked(site);
		await comeInByPin();
		await site.root.mustSend('PATCH', `/api/collections/people/records/${personId('member')}`, {
			password: NEXT_PASSWORD,
			passwordConfirm: NEXT_PASSWORD
		});
		await signInAs(site, 'member', NEXT_PASSWORD);
	});
	afterAll(() => site.stop());

	/** Somebody who comes in by an invitation and mistypes the PIN. */
	async function comeInByPin(): Promise<void> {
		const entrance = new Entrance(site);
		const { code } = await entrance.invited(await site.signIn('lead'));
		secrets['invitation'] = code;
		secrets['PIN’s key'] = PIN_KEY;
		const { id, client } = await entrance.joined(code, byPin, { key: PIN_KEY });
		secrets['newcomer’s token'] = String(client.token);
		await entrance.tryPin(id, PIN_KEY, { pin: '739146' });
		const again = asRecord((await entrance.tryPin(id, PIN_KEY)).body);
		secrets['token by PIN'] = String(again['token']);
	}

	test('what PocketBase printed has neither a secret nor anybody’s words', () => {
		const log = site.muster.log.join('\n');
		expect(foundIn(log, { ...secrets, note: NOTE, person: personId('member') })).toEqual([]);
		expect(log).not.toMatch(/eyJ[\w-]+\.eyJ/);
	});

	test('the log of requests has neither', async () => {
		// What is waiting to be written is written when it ends.
		await site.muster.restart();
		const rows: unknown[] = [];
		for (let page = 1; page < 20; page++) {
			const { items } = await site.root.mustSend(
				'GET',
				`/api/logs?perPage=500&page=${String(page)}`
			);
			if (!Array.isArray(items) || items.length === 0) break;
			rows.push(...(items as unknown[]));
		}
		const text = JSON.stringify(rows);
		expect(text).toContain('/api/muster/devices');
		expect(foundIn(text, { ...secrets, note: NOTE })).toEqual([]);
		expect(text).not.toMatch(/eyJ[\w-]+\.eyJ/);
	});

	test('no file of the data folder has a password, a token or a credential', async () => {
		await site.muster.stop();
		const files = await filesIn(site.muster.dataDir);
		expect(files.map((file) => file.slice(site.muster.dataDir.length + 1))).toContain('data.db');
		const withNote: string[] = [];
		for (const file of files) {
			const text = await readFile(file, 'latin1');
			expect([file, foundIn(text, secrets)]).toEqual([file, []]);
			if (text.includes(NOTE)) withNote.push(file);
		}
		// What was written can be found in this way.
		expect(withNote).not.toEqual([]);
	});
});

describe('what is sent to every browser', () => {
	const READABLE = /\.(js|mjs|html|css|json|webmanifest|svg)$/;
	/** Names, not places: nothing is fetched from them. */
	const NAMES = [
		'http://www.w3.org/',
		'https://svelte.dev/',
		'https://bit.ly/wb-precache',
		'https://muster.invalid'
	];
	let texts: { readonly file: string; readonly text: string }[];
	beforeAll(async () => {
		await buildApp(() => undefined);
		const files = (await filesIn(appDirOf(''))).filter((file) => READABLE.test(file));
		texts = await Promise.all(
			files.map(async (file) => ({ file, text: await readFile(file, 'utf8') }))
		);
	});

	test('has no password, token or private key, and nobody’s account', () => {
		expect(texts.length).toBeGreaterThan(5);
		const secret = /eyJ[\w-]{10,}\.|-----BEGIN|muster-demo|@demo\.test|[^\w][0-9a-f]{64}[^\w]/;
		const found = texts.filter(({ text }) => secret.test(text)).map(({ file }) => file);
		expect(found).toEqual([]);
	});

	test('names no place but its own server', () => {
		const places = texts.flatMap(({ file, text }) =>
			Array.from(text.matchAll(/\b(?:https?|wss?):\/\/[^\s"'`)<>\\]+/g), ([place]) => ({
				file,
				place
			}))
		);
		const foreign = places.filter(({ place }) => !NAMES.some((name) => place.startsWith(name)));
		expect(foreign).toEqual([]);
	});
});
