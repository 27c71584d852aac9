import { systemClock } from '$lib/data/clock';
import {
	BrowserInstallation,
	deviceMemory,
	handsRest,
	InstallCard,
	thisBrowser,
	type InstallPrompt
} from '$lib/features/install';
import type { Installation } from '$lib/features/session';
import { countNeedsMe } from '$lib/features/today';
import { followLaunches, thisLaunchable } from './launches';
import type { AppSession } from './session.svelte';

/** A finger that has just tapped may tap again. */
const REST_MS = 1_200;

/**
 * What the app is and does on the home screen: how it gets there, the figure on its icon, its
 * shortcuts. A chunk of its own, loaded after the first paint.
 *
 * @param go leads to a path of the app, below its own address
 * @returns  null inside another app, which has no home screen to offer
 */
export function openHomeScreen(
	session: AppSession,
	go: (path: string) => void
): Installation | null {
	followLaunches(thisLaunchable(), go);
	showBadge(session);
	return session.isOnlineOnly ? null : followInstallation(session);
}

function followInstallation(session: AppSession): Installation {
	const installation = new BrowserInstallation({
		browser: thisBrowser(),
		memory: deviceMemory,
		card: InstallCard,
		nowMs: () => systemClock.nowMs(),
		handsRest: () => handsRest(REST_MS),
		isQueued: (op) => session.muster?.isQueued(op) ?? false
	});
	const offer = (prompt: InstallPrompt): void => void installation.mayPrompt(prompt);
	if (window.musterInstallPrompt) offer(window.musterInstallPrompt);
	window.addEventListener('beforeinstallprompt', offer);
	window.addEventListener('appinstalled', () => installation.wasInstalled());
	session.heard = (op) => void installation.heard(op);
	session.missed.splice(0).forEach(session.heard);
	return installation;
}

/** The figure on the app's icon, where there is such a thing; gone with whoever signs out. */
function showBadge(session: AppSession): void {
	if (!('setAppBadge' in navigator)) return;
	let shown: number | null = null;
	$effect.root(() => {
		const needed = $derived(session.muster ? countNeedsMe(session.muster) : 0);
		// The icon is not Svelte's.
		$effect(() => {
			if (needed === shown) return;
			shown = needed;
			const showing = needed === 0 ? navigator.clearAppBadge() : navigator.setAppBadge(needed);
			// Allowed or not is the person's to say, and none of our business.
			showing.catch(() => undefined);
		});
	});
}
