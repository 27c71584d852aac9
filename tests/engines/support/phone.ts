import { mkdir, rm } from 'node:fs/promises';
import { expect } from '@playwright/test';
import * as v from 'valibot';
import { launchChromium } from './chromium';
import type { EngineName, Launch, Running } from './engine';
import { launchFirefox } from './firefox';
import { launchWebkit } from './webkit';

const LAUNCH: Readonly<Record<EngineName, Launch>> = {
	chromium: launchChromium,
	firefox: launchFirefox,
	webkit: launchWebkit
};

/** Where things of a role are looked for, before the browser itself says what they are. */
const CANDIDATES = {
	button: 'button',
	// Beside the app stand words for browsers too old for it, unseen: WebKit knows no role of what is not drawn.
	heading: 'body > div:not(#too-old) :is(h1, h2)',
	radio: 'input[type=radio]'
} as const;
type Role = keyof typeof CANDIDATES;

const Elements = v.array(v.pipe(v.record(v.string(), v.string()), v.transform(idOf)));
const Outcome = v.variant('kind', [
	v.object({ kind: v.literal('returned'), value: v.unknown() }),
	v.object({ kind: v.literal('threw'), reason: v.string() })
]);

/** A phone in the hand: what a person does with a browser of one of the engines, and sees in it. */
export class Phone {
	readonly #engine: EngineName;
	readonly #origin: string;
	readonly #profileDir: string;
	#running: Running;

	private constructor(engine: EngineName, origin: string, profileDir: string, running: Running) {
		this.#engine = engine;
		this.#origin = origin;
		this.#profileDir = profileDir;
		this.#running = running;
	}

	/**
	 * @param origin     the address of the server, as this browser reaches it
	 * @param profileDir a folder of its own, which goes when it is closed
	 */
	static async open(engine: EngineName, origin: string, profileDir: string): Promise<Phone> {
		await mkdir(profileDir, { recursive: true });
		return new Phone(engine, origin, profileDir, await LAUNCH[engine](profileDir));
	}

	/** The system kills it, and the person opens it again. */
	async restart(): Promise<void> {
		await this.#running.kill();
		this.#running = await LAUNCH[this.#engine](this.#profileDir);
	}

	async close(): Promise<void> {
		await this.#running.kill();
		await rm(this.#profileDir, { recursive: true, force: true, maxRetries: 3 });
	}

	complaints(): Promise<readonly string[]> {
		return this.#running.complaints();
	}

	async goto(path: string): Promise<void> {
		await this.#running.wire.send('navigate', { url: `${this.#origin}${path}` });
	}

	/** As a pull on the page does; WebDriver's own way is a forced one in Firefox, which passes the worker by. */
	async reload(): Promise<void> {
		await this.run(() => {
			document.documentElement.dataset['left'] = '';
			setTimeout(() => location.reload());
		});
		await expect.poll(() => this.#find('[data-left]')).toEqual([]);
	}

	async press(role: Role, name: RegExp): Promise<void> {
		await expect(async () => {
			await this.#running.wire.send('click', { id: await this.#called(role, name) });
		}).toPass();
	}

	/** Waits for something of that role and name. */
	async see(role: Role, name: RegExp): Promise<void> {
		await expect(() => this.#called(role, name)).toPass();
	}

	async type(label: RegExp, text: string): Promise<void> {
		await expect(async () => {
			for (const id of await this.#find('input')) {
				if (!label.test(await this.#say('label', id))) continue;
				await this.#running.wire.send('type', { id, text });
				return;
			}
			throw new Error(`no field is called ${String(label)}`);
		}).toPass();
	}

	/** Waits until something with these attributes is in sight. */
	async seeMarked(selector: string, timeoutMs?: number): Promise<void> {
		await expect(async () => {
			for (const id of await this.#find(selector))
				if (await this.#running.wire.send('displayed', { id })) return;
			throw new Error(`nothing in sight is ${selector}`);
		}).toPass(timeoutMs === undefined ? {} : { timeout: timeoutMs });
	}

	/** What it shows, as PNG. */
	async picture(): Promise<Buffer> {
		const asked = { full: false };
		const taken = v.parse(v.string(), await this.#running.wire.send('picture', asked));
		return Buffer.from(taken, 'base64');
	}

	/** Runs a function in the page; it sees nothing of what is around it here. */
	async run(inPage: () => unknown): Promise<unknown> {
		const script = `
			const done = arguments[arguments.length - 1];
			Promise.resolve().then(${String(inPage)}).then(
				(value) => done({ kind: 'returned', value: value ?? null }),
				(reason) => done({ kind: 'threw', reason: String(reason) })
			);`;
		const outcome = v.parse(Outcome, await this.#running.wire.send('run', { script, args: [] }));
		if (outcome.kind === 'threw') throw new Error(outcome.reason);
		return outcome.value;
	}

	/** @returns the first one's id */
	async #called(role: Role, name: RegExp): Promise<string> {
		for (const id of await this.#find(CANDIDATES[role]))
			if ((await this.#say('role', id)) === role && name.test(await this.#say('label', id)))
				return id;
		throw new Error(`no ${role} is called ${String(name)}`);
	}

	async #find(selector: string): Promise<string[]> {
		const asked = { using: 'css selector', value: selector };
		return v.parse(Elements, await this.#running.wire.send('find', asked));
	}

	async #say(what: 'role' | 'label', id: string): Promise<string> {
		return v.parse(v.string(), await this.#running.wire.send(what, { id }));
	}
}

/** An element is one field, named by the standard for nothing else. */
function idOf(element: Readonly<Record<string, string>>): string {
	const [id = ''] = Object.values(element);
	return id;
}
