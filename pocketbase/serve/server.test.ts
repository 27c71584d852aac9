import { createServer } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../tests/server/free-port';
import { mustBeFree, serveArgs, startServer } from './server';

test('a port in use is one sentence that names it', async () => {
	const port = await freePort();
	const other = createServer();
	await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
	await expect(mustBeFree('127.0.0.1', port)).rejects.toThrow(
		`Port ${port} on 127.0.0.1 is in use`
	);
	await new Promise((resolve) => other.close(resolve));
	await expect(mustBeFree('127.0.0.1', port)).resolves.toBeUndefined();
});

test('an address that is not of this machine is refused', async () => {
	await expect(mustBeFree('192.0.2.1', 8090)).rejects.toThrow('cannot listen on 192.0.2.1');
});

test('PocketBase never watches hooks, runs in dev mode or writes migrations', () => {
	const args = serveArgs({
		...{ binary: 'pb', dataDir: 'd', hooksDir: 'h', migrationsDir: 'm', publicDir: 'p' },
		...{ host: '::1', port: 1 }
	});
	expect(args).toEqual(
		expect.arrayContaining(['--hooksWatch=false', '--dev=false', '--automigrate=false'])
	);
	expect(args).toContain('--http=[::1]:1');
});

test.skipIf(process.platform === 'win32')(
	'a line that arrives in two parts is one line',
	async () => {
		const dir = await mkdtemp(join(tmpdir(), 'muster-server-'));
		const binary = join(dir, 'pocketbase');
		const script = `#!/bin/sh\nprintf 'the first half, '\nsleep 0.3\nprintf 'the second\\nlast'\n`;
		await writeFile(binary, script, { mode: 0o755 });
		const lines: string[] = [];
		const dirs = { dataDir: join(dir, 'pb'), hooksDir: dir, migrationsDir: dir, publicDir: dir };
		const starting = startServer({
			...{ ...dirs, binary, host: '127.0.0.1', port: await freePort() },
			log: (line) => lines.push(line)
		});
		await expect(starting).rejects.toThrow('ended while starting');
		expect(lines).toEqual(['the first half, the second', 'last']);
		await rm(dir, { recursive: true, force: true });
	}
);
