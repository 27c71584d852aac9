import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../../tests/server/free-port';
import { repoDir } from './paths';

let dir = '';
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'muster-signals-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const PATIENCE = { timeout: 60_000, interval: 50 };

/** A program that starts and never answers, as a server amid its migrations; notes its number. */
async function silentServer(): Promise<{ binary: string; readPid: () => Promise<number> }> {
	const binary = join(dir, 'pocketbase');
	const pidFile = join(dir, 'pid');
	await writeFile(binary, `#!/bin/sh\necho $$ > '${pidFile}'\nexec sleep 60\n`, { mode: 0o755 });
	return {
		binary,
		readPid: async () =>
			await vi.waitFor(async () => {
				const pid = Number(await readFile(pidFile, 'utf8'));
				expect(pid).toBeGreaterThan(0);
				return pid;
			}, PATIENCE)
	};
}

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
	'%s while the server is starting leaves no server behind',
	async (signal) => {
		const { binary, readPid } = await silentServer();
		const dirs = { dataDir: join(dir, 'pb'), hooksDir: dir, migrationsDir: dir, publicDir: dir };
		const options = { ...dirs, binary, host: '127.0.0.1', port: await freePort() };
		const program = `import { startServer } from './pocketbase/serve/server.ts';
			import { takeStopSignals } from './pocketbase/serve/stop-signals.ts';
			takeStopSignals(() => undefined);
			await startServer(${JSON.stringify(options)});`;
		const args = ['--import', 'tsx', '--input-type=module', '-e', program];
		const launcher = spawn(process.execPath, args, { cwd: repoDir, stdio: 'inherit' });
		const pid = await readPid();
		launcher.kill(signal);
		await once(launcher, 'exit');
		await vi.waitFor(() => {
			expect(() => process.kill(pid, 0)).toThrow('ESRCH');
		}, PATIENCE);
	},
	240_000
);
