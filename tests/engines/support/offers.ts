import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoDir } from '../../../pocketbase/serve/paths';
import { ENGINES, type EngineName } from './engine';

/**
 * What the browser has of what Muster uses or could use: run in a page of the app, so it may speak of
 * nothing around it. Named as the rows of docs/browsers.md are.
 */
export function offers(): Record<string, boolean> {
	return {
		'Counts `http://127.0.0.1` as secure': isSecureContext,
		'Service worker': 'serviceWorker' in navigator,
		'Cache storage': 'caches' in window,
		IndexedDB: 'indexedDB' in window,
		'Web Locks': 'locks' in navigator,
		BroadcastChannel: 'BroadcastChannel' in window,
		'`storage.persist`': 'storage' in navigator && 'persist' in navigator.storage,
		'`storage.estimate`': 'storage' in navigator && 'estimate' in navigator.storage,
		'Background Sync': 'SyncManager' in window,
		'Network Information': 'connection' in navigator,
		Push: 'PushManager' in window,
		Notifications: 'Notification' in window,
		'Buttons in notifications': 'Notification' in window && 'actions' in Notification.prototype,
		'Badge on the icon': 'setAppBadge' in navigator,
		'Install prompt (`beforeinstallprompt`)': 'onbeforeinstallprompt' in window,
		'Screen wake lock': 'wakeLock' in navigator,
		Vibration: 'vibrate' in navigator
	};
}

/** The table of docs/browsers.md, for one of its columns. */
export function toldOffers(engine: EngineName): Record<string, boolean> {
	const page = readFileSync(join(repoDir, 'docs', 'browsers.md'), 'utf8');
	const rows = page
		.split('\n')
		.map((line) => line.split('|').map((cell) => cell.trim()))
		.filter((cells) => cells.slice(2, -1).some((cell) => cell === 'yes' || cell === 'no'));
	const column = 2 + ENGINES.indexOf(engine);
	return Object.fromEntries(rows.map((cells) => [cells[1] ?? '', cells[column] === 'yes']));
}
