import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { minify } from 'terser';
import type { Plugin } from 'vite';

const NAME = 'first-screen';
/** Where the way to the first tap on Today begins: the framework's start, every page's frame, Today. */
const ROOTS = [
	/\/kit\/src\/runtime\/client\/entry\.js$/,
	/\/generated\/client-optimized\/app\.js$/,
	/\/src\/routes\/\+(?:layout\.svelte|layout\.ts|error\.svelte)$/,
	/\/src\/routes\/(?:today\/)?\+page\.svelte$/,
	/rolldown\/runtime\.js$/
];
/** The framework's lists of choices: named beside attributes, and used by none of the first screen. */
const NOT_HERE = /\/svelte\/src\/internal\/client\/dom\/elements\/bindings\/select\.js$/;
/**
 * The rest by the occasions it is loaded on, in a few chunks: the first screen names every chunk
 * there is, and each name is some ten bytes that do not compress.
 */
const LATER: readonly { readonly name: string; readonly holds: readonly RegExp[] }[] = [
	{
		name: 'office',
		holds: [
			/\/src\/lib\/features\/(?:health|office|setup)\//,
			/\/src\/lib\/domain\/(?:office|commands\/(?:office|organisation|people|places|projects))\.ts$/,
			/\/src\/lib\/ui\/(?:QrCode|Select|TextArea)\.svelte/,
			/\/messages\/(?:calendar|departments|office|people|project_role|projects|scenario|setup|slips|steps|welcome)_/
		]
	},
	{
		name: 'me',
		holds: [/\/src\/lib\/features\/(?:me|sync|week)\//, /\/messages\/(?:devices|me|sync|week)_/]
	},
	{
		name: 'later',
		holds: [
			/\/src\/lib\/app\/(?:errors|home-screen\.svelte|later|launches|worker-updates\.svelte)\.ts$/,
			/\/src\/lib\/features\/(?:in-app|install)\//,
			/\/node_modules\/workbox-/,
			/\/messages\/(?:banner|in_app|install|update)_/
		]
	},
	{
		name: 'shared',
		holds: [
			NOT_HERE,
			/\/src\/lib\/ui\//,
			/\/src\/lib\/domain\/(?:choices|leave|commands\/calendar|protocol\/setup|rules\/(?:newcomers|slip-code|time-zone))\.ts$/,
			/\/messages\/(?:common|login|org_role)_/
		]
	}
];

/** What stands first in the list takes a module that several would. */
function groupsOf(chosen: ReadonlySet<string>) {
	return [
		{ name: NAME, test: (id: string) => chosen.has(id) },
		...LATER.map(({ name, holds }) => ({
			name,
			test: (id: string) => !chosen.has(id) && holds.some((one) => one.test(id))
		}))
	];
}
/** Whole modules that Kit holds at run time, and with them all that nobody uses: what it does use instead. */
const LEANER_KIT = [
	{
		file: /\/kit\/src\/runtime\/client\/client\.js$/,
		from: `import * as svelte from 'svelte';`,
		to: `import * as all from 'svelte';
const svelte = { onMount: all.onMount, settled: all.settled, tick: all.tick, untrack: all.untrack };`
	},
	{
		// Its ways to what a server has ready for a page: pages here have the phone's own data only.
		file: /\/kit\/src\/runtime\/client\/client\.js$/,
		from: /async function load_data\(url, invalid\) \{[^]*?\n\}\n/,
		to: `async function load_data() {\n\tthrow new Error('No page here has data on a server.');\n}\n`
	},
	{
		file: /\/kit\/src\/runtime\/client\/client\.js$/,
		from: /const promise = started\s*\? subsequent_fetch\([^)]*\)\s*: initial_fetch\([^)]*\);/,
		to: 'const promise = window.fetch(resolved, init);'
	},
	{
		file: /\/kit\/src\/runtime\/client\/fetcher\.js$/,
		from: /\} else if \(BROWSER\) \{[^]*?\n\}\n/,
		to: '}\n'
	},
	{
		// Its words for whoever writes `redirect` to what no header can hold: nobody here does.
		file: /\/kit\/src\/exports\/internal\/index\.js$/,
		from: /try \{\s*new Headers\(\{ location \}\);\s*\} catch \{[^]*?\n\t\t\}/,
		to: ''
	},
	{
		// And for a parameter with a slash at its end: ours are ids.
		file: /\/kit\/src\/utils\/routing\.js$/,
		from: /if \(param_value\.startsWith\('\/'\)[^;]*;/,
		to: ''
	},
	{
		// That nothing is rendered on a server, the browser need not be told.
		file: /\/generated\/client-optimized\/nodes\/0\.js$/,
		from: /import \* as universal from .*\nexport \{ universal \};/,
		to: ''
	}
];
const RE_EXPORT = /export\s*(?:\*|\{([^}]*)\})\s*from\s*["']([^"']+)["'];?/g;
const COMMENT = /\/\*[^]*?\*\/|\/\/.*/g;

/**
 * One chunk for what the first tap on Today needs: it compresses better than twenty, and is one
 * request. Of a module that only hands others on, those are taken that somebody on the way names.
 * A guess too many costs bytes; one too few is refused below.
 */
export function firstScreen(): Plugin {
	const chosen = new Set<string>();
	return {
		name: 'muster-first-screen',
		apply: 'build',
		config: () => ({
			build: {
				rolldownOptions: {
					// Asked for by the setting below; only the framework's own code imports entries.
					preserveEntrySignatures: 'allow-extension' as const,
					treeshake: {
						moduleSideEffects: [
							{ test: /\/src\/lib\/.*\.(?:ts|js|svelte)$/, sideEffects: false },
							{
								test: /\/svelte\/src\/(?:reactivity|attachments|internal\/client\/(?:dev|validate|dom))\b/,
								sideEffects: false
							}
						]
					},
					output: {
						codeSplitting: {
							includeDependenciesRecursively: false,
							groups: groupsOf(chosen)
						}
					}
				}
			}
		}),
		async buildEnd() {
			chosen.clear();
			const named = new Set<string>();
			const offers: { readonly name: string; readonly id: string }[] = [];
			const take = async (id: string): Promise<void> => {
				if (chosen.has(id) || NOT_HERE.test(id)) return;
				chosen.add(id);
				const info = this.getModuleInfo(id);
				const code = (info?.code ?? '').replace(COMMENT, '');
				if (code.replace(RE_EXPORT, '').trim() !== '') {
					for (const word of code.split(/\W+/)) named.add(word);
					for (const imported of info?.importedIds ?? []) await take(imported);
					return;
				}
				for (const [, list, source = ''] of code.matchAll(RE_EXPORT)) {
					const target = await this.resolve(source, id);
					// `export *` of a message: the file is called as what it exports.
					for (const one of (list ?? source.replace(/^.*\/|\.\w+$/g, '')).split(',')) {
						const name = one.trim().split(' ').at(-1) ?? '';
						if (target) offers.push({ name, id: target.id });
					}
				}
			};
			for (const id of this.getModuleIds()) if (ROOTS.some((root) => root.test(id))) await take(id);
			for (let before = 0; before !== chosen.size;) {
				before = chosen.size;
				for (const { name, id } of [...offers]) if (named.has(name)) await take(id);
			}
		}
	};
}

/** Kit without what nobody here uses of it. */
export function leanKit(): Plugin {
	return {
		name: 'muster-lean-kit',
		apply: 'build',
		transform(code, id) {
			const lean = LEANER_KIT.filter(({ file }) => file.test(id));
			if (lean.length === 0) return;
			let leaner = code;
			for (const { from, to } of lean) {
				const before = leaner;
				leaner = before.replace(from, to);
				if (leaner === before)
					this.error('Kit has changed here: see whether it still holds whole modules.');
			}
			return { code: leaner, map: null };
		}
	};
}

/** What Vite's own minifier leaves, another finds 2 % in; it is too slow for all the app. */
export function smallFirstScreen(): Plugin {
	return {
		name: 'muster-small-first-screen',
		apply: 'build',
		async generateBundle(_options, bundle) {
			if (this.environment.config.build.minify === false) return;
			for (const chunk of Object.values(bundle)) {
				if (chunk.type !== 'chunk' || chunk.name !== NAME) continue;
				// Loaded in a circle, the other one would run before what it needs is there: a blank page.
				const others = chunk.imports.map((file) => bundle[file]?.name).join(', ');
				if (others !== '') {
					const fault = `The first screen must need no other chunk: it needs ${others}.`;
					// Said here, as what the worker's build then misses is all that the end of the log tells.
					this.environment.logger.error(fault);
					this.error(fault);
				}
				const { code } = await minify(chunk.code, {
					module: true,
					ecma: 2020,
					compress: { passes: 3 },
					format: { ecma: 2020 }
				});
				chunk.code = code ?? chunk.code;
			}
		}
	};
}

/** What messages import of paraglide, by what of the app stands in its place: less to load, and less to do. */
const LEAN: Readonly<Record<string, string>> = {
	'../runtime.js': '../../locale.svelte',
	'../registry.js': '../../plural'
};

export function leanMessages(): Plugin {
	return {
		name: 'muster-lean-messages',
		enforce: 'pre',
		async resolveId(source, importer) {
			const lean = LEAN[source];
			if (lean === undefined || !importer?.includes('/i18n/paraglide/messages/')) return;
			return await this.resolve(lean, importer);
		}
	};
}

/** The script that runs before anything is drawn is copied by the build: without this its comments are sent. */
export function leanFirstPaint(): Plugin {
	return {
		name: 'muster-lean-first-paint',
		apply: 'build',
		async writeBundle({ dir = '' }) {
			const file = join(dir, 'first-paint.js');
			if (!existsSync(file)) return;
			const { code } = await transform(await readFile(file, 'utf8'), {
				minify: true,
				target: 'es5'
			});
			await writeFile(file, code);
		}
	};
}
