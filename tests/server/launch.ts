import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repoDir } from '../../pocketbase/serve/paths';

export type Launched = {
	/** What it has said so far, errors included. */
	said(): string;
	/** Resolves when it serves, or has ended. */
	readonly settled: Promise<{ code: number | null }>;
	/** Ctrl-C, or the signal that is named. */
	stop(signal?: NodeJS.Signals): Promise<number | null>;
};

type Where = {
	readonly dataRoot: string;
	readonly port: number;
	/** a bundle's, for instance */
	readonly program?: string;
	/** all there is; this process's own by default */
	readonly env?: Readonly<Record<string, string | undefined>>;
};
const CHECKOUT = join(repoDir, 'pocketbase', 'serve', 'bootstrap.mjs');

/** The launcher itself, as `npm start -- …args` runs it. */
export function launch(
	args: readonly string[],
	{ dataRoot, port, program = CHECKOUT, env = process.env }: Where
): Launched {
	const child = spawn(process.execPath, [program, ...args], {
		env: { ...env, MUSTER_DATA: dataRoot, MUSTER_PORT: String(port) },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	const ended = once(child, 'close').then(() => ({ code: child.exitCode }));
	const serving = new Promise<{ code: null }>((resolve) => {
		const collect = (chunk: Buffer): void => {
			output += chunk.toString('utf8');
			if (output.includes('Ctrl-C stops it.')) resolve({ code: null });
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
	});
	return {
		said: () => output,
		settled: Promise.race([serving, ended]),
		async stop(signal = 'SIGINT') {
			child.kill(signal);
			return (await ended).code;
		}
	};
}
