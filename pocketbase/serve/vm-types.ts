import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from './fault';
import { serverBuildDir, vmTypesFile } from './paths';
import { pocketBaseVersion } from './pocketbase-release.table';
import { runProgram } from './run-tool';

/** Lets PocketBase write the declarations of its own VM, which hooks and migrations are typed with. */
export async function ensureVmTypes(binary: string): Promise<void> {
	const stampFile = join(serverBuildDir, 'stamps', 'vm-types');
	const stamp = await readFile(stampFile, 'utf8').catch(() => '');
	if (stamp === pocketBaseVersion && existsSync(vmTypesFile)) return;
	const dir = await mkdtemp(join(tmpdir(), 'muster-types-'));
	try {
		const result = await runProgram(binary, [
			'migrate',
			'up',
			'--dev=false',
			'--hooksWatch=false',
			...['--dir', dir, '--hooksDir', join(dir, 'none'), '--migrationsDir', join(dir, 'none')]
		]);
		const types = join(dir, 'types.d.ts');
		if (result.code !== 0 || !existsSync(types)) {
			throw new Fault(
				'PocketBase did not write its type declarations.',
				'The end of its log is above; check MUSTER_POCKETBASE.',
				result.tail
			);
		}
		await mkdir(join(serverBuildDir, 'stamps'), { recursive: true });
		await copyFile(types, vmTypesFile);
		await writeFile(stampFile, pocketBaseVersion);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
}
