import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FILLER = 'filler';
const STEP_BYTES = 1 << 20;
const SMALLEST_BYTES = 4096;

/** A disk of its own that can be filled to the last page. */
export type SmallDisk = {
	readonly dir: string;
	/** Leaves so many bytes free, and by itself not one page. */
	fill(roomBytes?: number): Promise<void>;
	/** Takes away what `fill` put there. */
	free(): Promise<void>;
	remove(): Promise<void>;
};

/** Mounting takes root, and Linux: where a run cannot, it says so instead of passing. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
	if (process.platform !== 'linux' || process.getuid?.() !== 0)
		throw new Error('This test mounts a small disk of its own: run it as root on Linux.');
	const dir = await mkdtemp(join(tmpdir(), 'muster-disk-'));
	await run('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', dir]);
	const filler = join(dir, FILLER);
	return {
		dir,
		fill: (roomBytes = 0) => fillUp(filler, roomBytes),
		free: () => rm(filler, { force: true }),
		async remove() {
			await run('umount', [dir]);
			await rmdir(dir);
		}
	};
}

async function fillUp(path: string, roomBytes: number): Promise<void> {
	const file = await open(path, 'a');
	try {
		for (let bytes = STEP_BYTES; bytes >= SMALLEST_BYTES;)
			if (!(await takes(file.write(new Uint8Array(bytes), 0, bytes)))) bytes /= 2;
		await file.truncate((await file.stat()).size - roomBytes);
	} finally {
		await file.close();
	}
}

async function takes(writing: Promise<unknown>): Promise<boolean> {
	try {
		await writing;
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
		throw error;
	}
}
