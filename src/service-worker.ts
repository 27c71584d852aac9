/// <reference lib="webworker" />
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { BASE_PATH } from './lib/data/base-path';
import { DRAIN_TAG } from './lib/data/drain-tag';
import { drainDevice } from './lib/data/worker-drain';

declare const self: ServiceWorkerGlobalScope;

/** Background Sync is not in TypeScript's libraries, as not every browser has it. */
type SyncEvent = ExtendableEvent & { readonly tag: string };

const SHELL = `${BASE_PATH}/index.html`;
/** The server's own addresses below that of Muster: its API, PocketBase's dashboard, and files, which have an extension. */
const NOT_PAGES = /^\/(api|_|_app)(\/|$)|\.[^/]+$/;

// Before the precache's own listener: every page address is the shell, also offline.
self.addEventListener('fetch', (event) => {
	const { pathname } = new URL(event.request.url);
	if (event.request.mode !== 'navigate' || NOT_PAGES.test(pathname.slice(BASE_PATH.length))) return;
	event.stopImmediatePropagation();
	event.respondWith(shellFor(event.request));
});

precacheAndRoute(self.__WB_MANIFEST, { directoryIndex: '', cleanURLs: false });
cleanupOutdatedCaches();

self.addEventListener('activate', (event) => {
	event.waitUntil(self.clients.claim());
	// Not waited for: until a worker is active, the pages it serves get nothing at all.
	void drain();
});

self.addEventListener('message', (event: ExtendableMessageEvent) => {
	const type = typeOf(event.data);
	if (type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
	if (type === DRAIN_TAG) event.waitUntil(drain());
});

self.addEventListener('sync', (event: Event) => {
	if (isSync(event) && event.tag === DRAIN_TAG) event.waitUntil(drainOrThrow());
});

async function shellFor(request: Request): Promise<Response> {
	return (await matchPrecache(SHELL)) ?? (await fetch(request));
}

async function drain(): Promise<boolean> {
	return await drainDevice(self.fetch.bind(self)).catch(() => false);
}

/** Background Sync tries again, later, what rejects. */
async function drainOrThrow(): Promise<void> {
	if (!(await drain())) throw new Error('some of the queue is still on this device');
}

function isSync(event: Event): event is SyncEvent {
	return 'tag' in event && 'waitUntil' in event;
}

function typeOf(message: unknown): unknown {
	return typeof message === 'object' && message !== null && 'type' in message
		? message.type
		: undefined;
}
