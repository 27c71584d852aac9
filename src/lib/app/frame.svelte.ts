import { ownPath } from '$lib/data/base-path';
import type { Installation } from '$lib/features/session';
import { homeOf, type Notice } from '$lib/features/shell';
import { ThemeState } from '$lib/ui/theme.svelte';
import type { noticeFor, NoticeActions } from './errors';
import { afterPaint } from '$lib/ui/after-paint';
import { AppSession } from './session.svelte';
import type { WorkerUpdates } from './worker-updates.svelte';

/** What every page of the app shares: the session, the look, the worker, and the word above the screens. */
export class Frame {
	readonly session = new AppSession();
	readonly theme = new ThemeState();
	#updates = $state.raw<WorkerUpdates>();
	readonly #actions: NoticeActions;
	#noticeFor = $state.raw<typeof noticeFor>();
	#installation = $state.raw<Installation | null>(null);
	readonly #go: (path: string) => void;

	/** @param go leads to a path of the app, below its own address */
	constructor(go: (path: string) => void) {
		this.#go = go;
		this.#actions = {
			retry: () => {
				const { muster } = this.session;
				if (muster) muster.retry();
				else location.reload();
			},
			sign_in: () => go('/login'),
			update: () => {
				if (this.#updates?.waiting) this.#updates.apply();
				else location.reload();
			},
			show_queue: () => go('/sync'),
			change_browser: () => go(`/open-in-browser?next=${encodeURIComponent(ownPath(location))}`)
		};
	}

	/** Where the person who is signed in begins; null while that is not known. */
	get home(): string | null {
		const { muster } = this.session;
		return muster && !muster.status.empty ? homeOf(muster.view, muster.me) : null;
	}

	/** null until the first tap is possible */
	get installation(): Installation | null {
		return this.#installation;
	}

	get notice(): Notice | null {
		const { muster, storageFailed, keeping } = this.session;
		const facts = {
			status: muster?.status ?? null,
			nowMs: muster?.nowMs ?? 0,
			storageFailed,
			keeping,
			updateWaiting: this.#updates?.waiting ?? false,
			onlineOnly: this.session.isOnlineOnly
		};
		return this.#noticeFor?.(facts, this.#actions) ?? null;
	}

	/** Of pages before the sign-in one says by itself that one should sign in, one what other apps' browsers do. */
	get noticeAtSignIn(): Notice | null {
		const { notice } = this;
		return /^(signed_out|online_only)$/.test(notice?.kind ?? '') ? null : notice;
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
		const { noticeFor, openHomeScreen, WorkerUpdates } = await import('./later');
		this.#noticeFor = noticeFor;
		this.#installation = openHomeScreen(this.session, this.#go);
		this.#updates = new WorkerUpdates();
		await this.#updates.register();
	}
}
