import { homeOf, type Notice } from '$lib/features/shell';
import { ThemeState } from '$lib/ui/theme.svelte';
import type { noticeFor, NoticeActions } from './errors';
import { afterPaint } from '$lib/ui/after-paint';
import { AppSession } from './session.svelte';
import { WorkerUpdates } from './worker-updates.svelte';

/** What every page of the app shares: the session, the look, the worker, and the word above the screens. */
export class Frame {
	readonly session = new AppSession();
	readonly theme = new ThemeState();
	readonly #updates = new WorkerUpdates();
	readonly #actions: NoticeActions;
	#noticeFor = $state.raw<typeof noticeFor>();

	/** @param go leads to an address of the app */
	constructor(go: (path: string) => void) {
		this.#actions = {
			retry: () => {
				const { muster } = this.session;
				if (muster) muster.retry();
				else location.reload();
			},
			sign_in: () => go('/login'),
			update: () => {
				if (this.#updates.waiting) this.#updates.apply();
				else location.reload();
			},
			show_queue: () => go('/sync')
		};
	}

	/** Where the person who is signed in begins; null while that is not known. */
	get home(): string | null {
		const { muster } = this.session;
		return muster && !muster.status.empty ? homeOf(muster.view, muster.me) : null;
	}

	get notice(): Notice | null {
		const { muster, storageFailed } = this.session;
		const facts = {
			status: muster?.status ?? null,
			nowMs: muster?.nowMs ?? 0,
			storageFailed,
			updateWaiting: this.#updates.waiting
		};
		return this.#noticeFor?.(facts, this.#actions) ?? null;
	}

	/** Called once, when the first page is there; the returned function ends it. */
	start(): () => void {
		const stops = [this.session.start(), this.theme.follow()];
		void this.#prepare().catch(() => undefined);
		return () => {
			for (const stop of stops) stop();
		};
	}

	/** What the first tap does not need. Without a worker the app still works while there is a network. */
	async #prepare(): Promise<void> {
		await this.session.restored;
		await afterPaint();
		void this.#updates.register().catch(() => undefined);
		({ noticeFor: this.#noticeFor } = await import('./errors'));
	}
}
