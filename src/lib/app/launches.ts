import { ownPath } from '$lib/data/base-path';

export type Launchable = Pick<Window, 'launchQueue'> & {
	/** what the page was opened with, an address */
	readonly openedWith: string;
};

/**
 * A shortcut that is chosen while the app is open leads on inside it: nothing is loaded again, and
 * what is being written stays. The app's own icon only brings it to the front.
 *
 * @param go leads to a path of the app, below its own address
 */
export function followLaunches(
	{ launchQueue, openedWith }: Launchable,
	go: (path: string) => void
): void {
	let isOpening = true;
	launchQueue?.setConsumer(({ targetURL }) => {
		const target = typeof targetURL === 'string' ? new URL(targetURL) : null;
		const hasOpened = isOpening && target?.href === openedWith;
		isOpening = false;
		const path = target && ownPath(target);
		if (path === null || hasOpened || path === '/') return;
		go(path);
	});
}

export function thisLaunchable(): Launchable {
	const [opened] = performance.getEntriesByType('navigation');
	const openedWith = opened?.name ?? '';
	return window.launchQueue ? { launchQueue: window.launchQueue, openedWith } : { openedWith };
}
