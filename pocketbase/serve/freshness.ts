import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { withBuildLock } from './build-lock';
import { repoDir, serverBuildDir } from './paths';

export type Inputs = {
	/** Files and folders, relative to the repository; a missing one counts as empty. */
	paths: readonly string[];
	/** Paths, relative to the repository, that do not change the output. */
	ignore?: (path: string) => boolean;
	/** Anything else the output depends on. */
	salt?: string;
};

function listFiles(path: string): string[] {
	try {
		return readdirSync(path, { withFileTypes: true, recursive: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name));
	} catch {
		return existsSync(path) ? [path] : [];
	}
}

/** Content hash of all inputs; a renamed, added or removed file changes it too. */
export function hashInputs({ paths, ignore = () => false, salt = '' }: Inputs): string {
	const hash = createHash('sha256').update(salt);
	const files = paths
		.flatMap((path) => listFiles(join(repoDir, path)))
		.map((file) => ({ file, name: relative(repoDir, file).replaceAll('\\', '/') }))
		.filter(({ name }) => !ignore(name))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	for (const { file, name } of files) {
		const content = readFileSync(file);
		hash.update(`${name}\0${String(content.byteLength)}\0`).update(content);
	}
	return hash.digest('hex');
}

export type BuildStep = {
	name: string;
	inputs: Inputs;
	/** Files that must exist for the output to count as built. */
	outputs: readonly string[];
	build: () => Promise<void>;
};

/** Runs the step unless its outputs stand and were made from these very inputs. Answers whether it ran. */
export async function buildIfStale(step: BuildStep, log: (line: string) => void): Promise<boolean> {
	const stampFile = join(serverBuildDir, 'stamps', step.name);
	return await withBuildLock(async () => {
		const hash = hashInputs(step.inputs);
		const stamp = await readFile(stampFile, 'utf8').catch(() => '');
		if (stamp === hash && step.outputs.every((file) => existsSync(file))) return false;
		log(`Building the ${step.name} …`);
		rmSync(stampFile, { force: true });
		await step.build();
		await mkdir(join(serverBuildDir, 'stamps'), { recursive: true });
		await writeFile(stampFile, hash);
		return true;
	});
}
