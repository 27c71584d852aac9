import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServer } from '../../pocketbase/serve/build';
import { compressFiles } from '../../pocketbase/serve/compress';
import { hooksDir, migrationsDir } from '../../pocketbase/serve/paths';
import { findPocketBase, realSurroundings } from '../../pocketbase/serve/pocketbase-binary';
import { startServer, type Server } from '../../pocketbase/serve/server';
import { freePort } from '../server/free-port';
import { Client, type Answer } from './support/client';

const quiet = (): void => undefined;
const INLINE = "\n\t\tdocument.documentElement.dataset.ready = '齐步';\n\t";
const PAGE = `<!doctype html><title>Muster</title><script>${INLINE}</script>`;
const FILES: Readonly<Record<string, string>> = {
	'index.html': PAGE,
	'service-worker.js': 'self.skipWaiting;',
	'manifest.webmanifest': '{"name":"Muster"}',
	'_app/immutable/entry/start.abc123.js': `export const text = '${'x'.repeat(4_000)}';`
};

let dir: string;
let server: Server;
let client: Client;
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'muster-static-'));
	for (const [name, content] of Object.entries(FILES)) {
		await mkdir(join(dir, 'public', name, '..'), { recursive: true });
		await writeFile(join(dir, 'public', name), content);
	}
	await compressFiles(join(dir, 'public'));
	await writeFile(join(dir, 'secret.txt'), 'outside');
	await buildServer(quiet);
	server = await startServer({
		binary: await findPocketBase(realSurroundings(quiet)),
		dataDir: join(dir, 'pb'),
		hooksDir,
		migrationsDir,
		publicDir: join(dir, 'public'),
		host: '127.0.0.1',
		port: await freePort()
	});
	client = new Client(server.url, null);
});
afterAll(async () => {
	await server.stop();
	await rm(dir, { recursive: true, force: true });
});

const get = (path: string): Promise<Answer> => client.send('GET', path);
const header = (answer: Answer, name: string): string => answer.headers.get(name) ?? '';

describe('a page', () => {
	test.each(['/', '/today', '/board/abc', '/task/abc/sheet', '/index.html'])(
		'%s answers with the shell, to be asked for each time',
		async (path) => {
			const answer = await get(path);
			expect([answer.status, answer.text]).toEqual([200, PAGE]);
			expect(header(answer, 'content-type')).toContain('text/html');
			expect(header(answer, 'cache-control')).toBe('no-cache');
		}
	);

	test('runs the script it was built with and no other, and loads from nowhere else', async () => {
		const policy = header(await get('/today'), 'content-security-policy');
		const hash = createHash('sha256').update(INLINE).digest('base64');
		expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
		expect(policy).toContain(`default-src 'self'`);
		expect(policy).toContain(`frame-ancestors 'none'`);
		expect(policy.replace(/style-src[^;]*/, '')).not.toContain('unsafe');
		expect(policy).not.toContain('http');
	});

	test('tells nobody where one came from, and asks for no device', async () => {
		const answer = await get('/today');
		expect(header(answer, 'referrer-policy')).toBe('same-origin');
		expect(header(answer, 'x-content-type-options')).toBe('nosniff');
		expect(header(answer, 'permissions-policy')).toContain('geolocation=()');
	});
});

describe('a file', () => {
	test.each([
		['gzip, deflate, br, zstd', 'br'],
		['gzip, deflate', 'gzip'],
		['gzip;q=1.0, br;q=0', 'gzip'],
		['identity', '']
	])('with a hash in its name is kept for ever, and packed for %s', async (accepted, coding) => {
		const name = '_app/immutable/entry/start.abc123.js';
		const answer = await fetch(`${server.url}/${name}`, {
			headers: { 'Accept-Encoding': accepted }
		});
		expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
		expect(answer.headers.get('content-encoding') ?? '').toBe(coding);
		expect(answer.headers.get('vary')).toBe('Accept-Encoding');
		expect(answer.headers.get('content-type')).toContain('javascript');
		expect(await answer.text()).toBe(FILES[name]);
	});

	test.each(['/service-worker.js', '/manifest.webmanifest'])(
		'%s is asked for each time',
		async (path) => {
			const answer = await get(path);
			expect([answer.status, answer.text]).toEqual([200, FILES[path.slice(1)]]);
			expect(header(answer, 'cache-control')).toBe('no-cache');
		}
	);

	test.each([
		'/_app/immutable/entry/gone.js',
		'/_app/immutable',
		'/favicon.ico',
		'/robots.txt',
		'/..%2fsecret.txt',
		'/%2e%2e/secret.txt',
		'/_app/..%2f..%2fsecret.txt'
	])('%s that is not there is a 404, not a page, and not to be kept', async (path) => {
		const answer = await get(path);
		expect(answer.status).toBe(404);
		expect(answer.text).not.toContain('outside');
		expect(answer.text).not.toContain('<title>');
		expect(header(answer, 'cache-control')).toBe('no-store');
	});
});

describe('an unknown path of the API', () => {
	test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('is a 404 for %s', async (method) => {
		for (const path of ['/api/nope', '/api/muster/nope', '/api/muster/push/more'])
			expect((await client.send(method, path)).status, path).toBe(404);
	});
});

test('the dashboard and PocketBase’s own routes are still there', async () => {
	expect((await get('/_/')).status).toBe(200);
	expect((await get('/api/health')).status).toBe(200);
	expect((await get('/api/collections/people/auth-methods')).status).toBe(200);
});
