import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { Fault } from './fault';

export type Settings = {
	host: string;
	port: number;
	dataRoot: string;
	demo: boolean;
	/** Make the demo data again, even if they are of today. */
	fresh: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Fault when an argument or a variable cannot be understood */
export function readSettings(args: readonly string[], env: Environment): Settings {
	const { demo: demoFlag, fresh } = parseFlags(args);
	const demo = demoFlag || env['MUSTER_DEMO'] === '1';
	if (fresh && !demo) {
		throw new Fault(
			'--fresh makes demo data again, and this is not the demo.',
			'Use: npm run demo'
		);
	}
	return {
		host: env['MUSTER_HOST'] ?? '127.0.0.1',
		port: readPort(env['MUSTER_PORT'] ?? '8090'),
		dataRoot: resolve(env['MUSTER_DATA'] ?? (demo ? 'data-demo' : 'data')),
		demo,
		fresh
	};
}

function parseFlags(args: readonly string[]): { demo: boolean; fresh: boolean } {
	try {
		const { values } = parseArgs({
			args: [...args],
			options: {
				demo: { type: 'boolean', default: false },
				fresh: { type: 'boolean', default: false }
			}
		});
		return values;
	} catch (error) {
		throw new Fault(
			error instanceof Error ? error.message : 'An argument is not known.',
			'Known are --demo and --fresh; the rest is set by MUSTER_… variables (see the README).'
		);
	}
}

function readPort(text: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
	throw new Fault(`MUSTER_PORT is "${text}", which is no port.`, 'Use a number from 1 to 65535.');
}
