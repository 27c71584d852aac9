import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../../e2e-browser';
import { ProcessGroup } from '../../process-group';

const LISTENING = /^DevTools listening on (ws:\S+)$/;

/** A browser that can die as a phone's does: at once, with everything it was doing. */
export class KillableBrowser {
	readonly page: Page;
	readonly #processes: ProcessGroup;
	readonly #browser: Browser;

	private constructor(processes: ProcessGroup, browser: Browser, page: Page) {
		this.#processes = processes;
		this.#browser = browser;
		this.page = page;
	}

	/** @param profileDir what it keeps on disk; given again, the same phone is switched on again */
	static async open(profileDir: string): Promise<KillableBrowser> {
		const own = ['--headless=new', '--remote-debugging-port=0', '--accept-lang=zh-CN'];
		const args = [...chromiumArgs, ...own, `--user-data-dir=${profileDir}`, 'about:blank'];
		const started = ProcessGroup.start(chromiumPath, args);
		const browser = await chromium.connectOverCDP(await started.hear(LISTENING));
		const [context] = browser.contexts();
		const page = context?.pages()[0];
		if (!page) throw new Error('the browser opened without a page');
		return new KillableBrowser(started, browser, page);
	}

	/** SIGKILL to all of it; settles when it is gone. */
	async kill(): Promise<void> {
		if (!this.#browser.isConnected()) return;
		const unheard = new Promise((resolve) => this.#browser.once('disconnected', resolve));
		await Promise.all([this.#processes.kill(), unheard]);
	}
}
