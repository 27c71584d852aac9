import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { repoDir } from './paths';

export type ToolResult = { code: number; output: string; tail: string };
type ToolOptions = { env?: Record<string, string>; echo?: boolean };

const tailLines = 40;

/** Runs an installed package's command with this Node, without a shell and without npx. */
export async function runTool(
	name: string,
	args: readonly string[],
	options: ToolOptions = {}
): Promise<ToolResult> {
	return await runProgram(process.execPath, [toolPath(name), ...args], options);
}

/** Runs a program in the repository and collects what it says, standard error included. */
export async function runProgram(
	program: string,
	args: readonly string[],
	{ env = {}, echo = false }: ToolOptions = {}
): Promise<ToolResult> {
	return await new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: repoDir,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		const chunks: Buffer[] = [];
		const collect = (chunk: Buffer): void => {
			chunks.push(chunk);
			if (echo) process.stdout.write(chunk);
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.on('error', reject);
		child.on('close', (code) => {
			const output = Buffer.concat(chunks).toString('utf8');
			resolve({ code: code ?? 1, output, tail: lastLines(output) });
		});
	});
}

export function lastLines(text: string, count = tailLines): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

function toolPath(name: string): string {
	const require = createRequire(join(repoDir, 'package.json'));
	const manifestFile = findManifest(require, toolPackages[name] ?? name);
	const { bin: bins } = v.parse(Manifest, JSON.parse(readFileSync(manifestFile, 'utf8')));
	const bin = typeof bins === 'string' ? bins : bins[name];
	if (bin === undefined) throw new Error(`${name} has no command`);
	return join(dirname(manifestFile), bin);
}

const Manifest = v.object({ bin: v.union([v.string(), v.record(v.string(), v.string())]) });

const toolPackages: Readonly<Record<string, string>> = {
	tsc: 'typescript',
	'svelte-kit': '@sveltejs/kit',
	'paraglide-js': '@inlang/paraglide-js',
	playwright: '@playwright/test'
};

/** Not every package exports its package.json, so it is looked for where Node looks for packages. */
function findManifest(require: NodeJS.Require, packageName: string): string {
	for (const dir of require.resolve.paths(packageName) ?? []) {
		const file = join(dir, packageName, 'package.json');
		try {
			readFileSync(file);
			return file;
		} catch {
			continue;
		}
	}
	throw new Error(`${packageName} is not installed`);
}
