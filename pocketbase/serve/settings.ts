import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { Fault } from './fault';

export type Settings = {
	host: string;
	port: number;
	dataRoot: string;
	/** Where a proxy puts Muster on its origin: '' at the root, else as in `/muster`. */
	basePath: string;
	/** The header in which that proxy says who asks. */
	trustedProxy: string | undefined;
	demo: boolean;
	/** Make the demo data again, even if they are of today. */
	fresh: boolean;
	/** The backup to go back to before serving, by its name or path. */
	restore: string | undefined;
	/** Say which backups there are, and nothing else. */
	listBackups: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Fault when an argument or a variable cannot be understood */
export function readSettings(args: readonly string[], env: Environment): Settings {
	const { demo: demoFlag, fresh, restore, listBackups } = parseFlags(args);
	const demo = demoFlag || env['MUSTER_DEMO'] === '1';
	if (fresh && !demo) {
		throw new Fault(
			'--fresh makes demo data again, and this is not the demo.',
			'Use: npm run demo'
		);
	}
	return {
		host: readText(env, 'MUSTER_HOST') ?? '127.0.0.1',
		port: readPort(env['MUSTER_PORT'] ?? '8090'),
		dataRoot: resolve(readText(env, 'MUSTER_DATA') ?? (demo ? 'data-demo' : 'data')),
		basePath: readBasePath(env),
		trustedProxy: readHeader(env),
		demo,
		fresh,
		restore,
		listBackups
	};
}

/** @throws Fault when it is no path that pages could be built for */
export function readBasePath(env: Environment): string {
	const text = readText(env, 'MUSTER_BASE_PATH') ?? '';
	if (/^(?:\/[A-Za-z0-9][\w.-]*)*$/.test(text)) return text;
	throw new Fault(
		`MUSTER_BASE_PATH is "${text}", which is no path that Muster can live below.`,
		'Begin with a slash, end without one, and use letters, digits, dots and dashes: /muster.'
	);
}

function readHeader(env: Environment): string | undefined {
	const text = readText(env, 'MUSTER_TRUSTED_PROXY');
	if (text === undefined || /^[A-Za-z][A-Za-z0-9-]*$/.test(text)) return text;
	throw new Fault(
		`MUSTER_TRUSTED_PROXY is "${text}", which is no name of a header.`,
		'Name the one in which your proxy says who asks: X-Forwarded-For.'
	);
}

/** Empty counts as not set: an empty host would listen on every network, an empty folder be this one. */
function readText(env: Environment, name: string): string | undefined {
	const text = env[name];
	return text === '' ? undefined : text;
}

type Flags = Pick<Settings, 'demo' | 'fresh' | 'restore' | 'listBackups'>;

/** `--restore <backup>`; without one, or as `--backups`, it lists what there is. */
function parseFlags(args: readonly string[]): Flags {
	const { values, positionals } = parse(args);
	const [restore, ...others] = positionals;
	const wanted = values.restore ? 1 : 0;
	if (positionals.length > wanted)
		throw unknownArgument(`Unexpected argument '${others[0] ?? restore ?? ''}'.`);
	if (restore !== undefined && values.fresh)
		throw new Fault('--restore and --fresh exclude each other.', 'Leave one of them out.');
	const { demo, fresh } = values;
	const listBackups = values.backups || (values.restore && restore === undefined);
	return { demo, fresh, restore, listBackups };
}

function parse(args: readonly string[]) {
	const flag = { type: 'boolean', default: false } as const;
	try {
		return parseArgs({
			args: args.flatMap((arg) =>
				arg.startsWith('--restore=') ? ['--restore', arg.slice('--restore='.length)] : [arg]
			),
			options: { demo: flag, fresh: flag, restore: flag, backups: flag },
			allowPositionals: true
		});
	} catch (error) {
		// What follows the first sentence is advice for programs that take a name after a flag.
		const said = error instanceof Error ? error.message.split('. ')[0] : undefined;
		throw unknownArgument(`${said ?? 'An argument is not known'}.`);
	}
}

function unknownArgument(sentence: string): Fault {
	return new Fault(
		sentence,
		'Known are --demo, --fresh, --restore and --backups; the rest is set by MUSTER_… variables (see the README).'
	);
}

function readPort(text: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
	throw new Fault(`MUSTER_PORT is "${text}", which is no port.`, 'Use a number from 1 to 65535.');
}
