import { build as bundle } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { buildAll, replaceDir } from './build';
import { describeFailure, Fault } from './fault';
import {
	appDirOf,
	bundledLauncher,
	bundledPocketBase,
	hooksDir,
	migrationsDir,
	repoDir
} from './paths';
import { findPocketBase, realSurroundings } from './pocketbase-binary';
import { readBasePath } from './settings';

const Manifest = v.object({
	name: v.string(),
	version: v.string(),
	license: v.string(),
	type: v.literal('module'),
	engines: v.object({ node: v.string() })
});

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** @throws Fault where something is there already: a folder with data in it, perhaps */
function readTarget(args: readonly string[]): string {
	const [name, ...others] = args;
	if (name === undefined || others.length > 0)
		throw new Fault('A bundle needs one folder.', 'Name it: npm run bundle -- /opt/muster-0.1.0');
	const dir = resolve(name);
	if (!existsSync(dir) || readdirSync(dir).length === 0) return dir;
	throw new Fault(`The folder ${dir} is not empty.`, 'Name a new one.');
}

/**
 * `npm run bundle -- <folder>`: all that a server needs, in one folder that is only read. Where it
 * runs, Node is enough: no packages, no compiler, no network.
 */
async function make(dir: string): Promise<void> {
	const basePath = readBasePath(process.env);
	const binary = await findPocketBase(realSurroundings(say));
	await buildAll(say, basePath);
	await replaceDir(dir, async (next) => {
		for (const built of [appDirOf(basePath), hooksDir, migrationsDir, join(repoDir, 'LICENSE')])
			await cp(built, join(next, relative(repoDir, built)), { recursive: true });
		const program = join(next, relative(repoDir, bundledPocketBase));
		await mkdir(dirname(program), { recursive: true });
		await cp(binary, program);
		await writeLauncher(join(next, bundledLauncher));
		await writeManifest(join(next, 'package.json'));
	});
}

async function writeLauncher(file: string): Promise<void> {
	await bundle({
		absWorkingDir: repoDir,
		entryPoints: ['pocketbase/serve/bundled.ts'],
		tsconfig: 'pocketbase/tsconfig.json',
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'esm',
		charset: 'utf8',
		logLevel: 'silent',
		outfile: file
	});
}

/** What the launcher reads of the version, and the commands that it and the docs name. */
async function writeManifest(file: string): Promise<void> {
	const text = await readFile(join(repoDir, 'package.json'), 'utf8');
	const manifest = v.parse(Manifest, JSON.parse(text));
	const start = `node ${bundledLauncher}`;
	const scripts = { start, demo: `${start} --demo` };
	await writeFile(file, `${JSON.stringify({ ...manifest, private: true, scripts }, null, '\t')}\n`);
}

try {
	const dir = readTarget(process.argv.slice(2));
	await make(dir);
	say(`The bundle is in ${dir}. Start it there: npm start`);
} catch (error) {
	process.stderr.write(describeFailure(error));
	process.exit(1);
}
