import { Linter } from 'eslint';
import { runInNewContext } from 'node:vm';
import { handlerGlobals } from './vm-globals.table';

/**
 * PocketBase keeps only the source text of a handler and compiles it again in another VM, where
 * nothing of the file around it exists. A handler that names something from outside loads well and
 * fails at the first request; these scans find it at build time.
 */
export type Leak = { where: string; names: string[] };

type Handler = { where: string; source: string };

/** Runs a built registration file the way PocketBase's loader does and scans every handler it gets. */
export function scanRegistrations(script: string): Leak[] {
	return recordHandlers(script).flatMap(({ where, source }) => {
		const names = freeNames(`(${source})`);
		return names.length === 0 ? [] : [{ where, names }];
	});
}

/** A migration is compiled once, as a whole file: it must stand on VM globals alone. */
export function scanMigration(file: string, script: string): Leak[] {
	const names = freeNames(script);
	return names.length === 0 ? [] : [{ where: file, names }];
}

/** Every function a registration file hands to a global, whatever that global is called. */
export function recordHandlers(script: string): Handler[] {
	const handlers: Handler[] = [];
	const recorders = new WeakSet<object>();
	const recorder = (path: string): object => {
		const made = new Proxy(function () {}, {
			get: (_, key) => (typeof key === 'symbol' ? undefined : recorder(`${path}.${key}`)),
			apply: (_, __, args: unknown[]) => {
				for (const arg of args) {
					if (typeof arg !== 'function' || recorders.has(arg)) continue;
					const route = args.filter((other) => typeof other === 'string').join(' ');
					handlers.push({ where: `${path}(${route})`, source: sourceOf(arg) });
				}
				return recorder(`${path}()`);
			},
			construct: () => recorder(`new ${path}`)
		});
		recorders.add(made);
		return made;
	};
	const globals = new Proxy(
		{},
		{
			has: (_, key) => typeof key === 'string' && !languageNames.has(key),
			get: (_, key) => {
				if (typeof key === 'symbol') return undefined;
				if (key === '__hooks') return '/hooks';
				return recorder(key);
			}
		}
	);
	runInNewContext(`with (globals) {\n${script}\n}`, { globals });
	return handlers;
}

function sourceOf(value: unknown): string {
	return typeof value === 'function' ? Function.prototype.toString.call(value) : '';
}

const languageNames = new Set([...Object.getOwnPropertyNames(globalThis), 'undefined', 'globals']);

function freeNames(source: string): string[] {
	const messages = new Linter().verify(source, [
		{
			languageOptions: {
				ecmaVersion: 2022,
				sourceType: 'script',
				globals: Object.fromEntries(handlerGlobals.map((name) => [name, 'readonly']))
			},
			linterOptions: { reportUnusedDisableDirectives: 'off' },
			rules: { 'no-undef': 'error' }
		}
	]);
	const broken = messages.find((message) => message.fatal === true);
	if (broken !== undefined) throw new Error(`cannot be parsed: ${broken.message}\n${source}`);
	return [...new Set(messages.map((message) => /'(.+?)'/.exec(message.message)?.[1] ?? ''))];
}
