import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type {} from '../page/probe';

export type StaticSite = { readonly url: string; stop(): Promise<void> };
type File = { readonly type: string; readonly body: string };

/** Keeps every file of the page, and serves them from there; nothing else. */
const worker = (paths: readonly string[]): string => `
addEventListener('install', (event) => event.waitUntil(
	caches.open('page').then((cache) => cache.addAll(${JSON.stringify(paths)})).then(() => skipWaiting())));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(
	caches.match(event.request).then((kept) => kept ?? fetch(event.request))));`;

const start = `
navigator.serviceWorker.register('/worker.js');
document.querySelector('#now').addEventListener('click', (event) => event.currentTarget.classList.toggle('hit'));`;

/**
 * The page as it stands, without its scripts: same elements, same styles, same bytes of script,
 * which are loaded and compiled but not run. A tap on the card toggles a class.
 */
export async function serveStatic(page: Page, port: number): Promise<StaticSite> {
	const { html, scripts, sheets } = await page.evaluate(readPage);
	const files = new Map<string, File>();
	for (const [paths, type] of [
		[scripts, 'text/javascript'],
		[sheets, 'text/css']
	] as const)
		for (const path of paths) {
			const answer = await page.request.get(new URL(path, page.url()).href);
			files.set(path, { type, body: await answer.text() });
		}
	const preloads = scripts.map((path) => `<link rel="modulepreload" href="${path}">`).join('');
	const body = html.replace('</head>', `${preloads}<style>.hit{outline:2px solid}</style></head>`);
	files.set('/', {
		type: 'text/html',
		body: body.replace('</body>', `<script>${start}</script></body>`)
	});
	files.set('/worker.js', { type: 'text/javascript', body: worker([...files.keys()]) });
	return await serve(files, port);
}

async function readPage(): Promise<{ html: string; scripts: string[]; sheets: string[] }> {
	const copy = document.documentElement.cloneNode(true) as Element;
	for (const gone of copy.querySelectorAll(
		'script, meta[http-equiv], link[rel="modulepreload"], link[rel="manifest"]'
	))
		gone.remove();
	const usableMs = await window.probe.usableMs;
	const loaded = performance
		.getEntriesByType('resource')
		.filter(({ startTime }) => startTime < usableMs)
		.map(({ name }) => new URL(name).pathname);
	const unique = [...new Set(loaded)];
	return {
		html: `<!doctype html>${copy.outerHTML}`,
		scripts: unique.filter((path) => path.endsWith('.js')),
		sheets: unique.filter((path) => path.endsWith('.css'))
	};
}

export async function serve(files: ReadonlyMap<string, File>, port: number): Promise<StaticSite> {
	const server = createServer((request, response) => {
		const file = files.get(request.url ?? '');
		if (!file) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, {
			'Content-Type': `${file.type}; charset=utf-8`,
			'Content-Encoding': 'gzip',
			'Cache-Control': 'no-cache'
		});
		response.end(gzipSync(file.body));
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${port}`,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			})
	};
}
