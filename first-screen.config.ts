import type { Plugin } from 'vite';

/** Where the way to the first tap on Today begins: the framework's start, every page's frame, Today. */
const ROOTS = [
	/\/kit\/src\/runtime\/client\/entry\.js$/,
	/\/generated\/client-optimized\/app\.js$/,
	/\/src\/routes\/\+(?:layout\.svelte|layout\.ts|error\.svelte)$/,
	/\/src\/routes\/today\/\+page\.svelte$/
];
const RE_EXPORT = /export\s*(?:\*|\{([^}]*)\})\s*from\s*["']([^"']+)["'];?/g;
const COMMENT = /\/\*[^]*?\*\/|\/\/.*/g;

/**
 * One chunk for what the first tap on Today needs: it compresses better than twenty, and is one
 * request. Of a module that only hands others on, those are taken that somebody on the way names.
 * A guess too many costs bytes and one too few another chunk; neither breaks anything.
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
								test: /\/svelte\/src\/(?:reactivity|internal\/client\/dom\/elements)\//,
								sideEffects: false
							}
						]
					},
					output: {
						codeSplitting: {
							includeDependenciesRecursively: false,
							groups: [{ name: 'first-screen', test: (id: string) => chosen.has(id) }]
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
				if (chosen.has(id)) return;
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

/** Messages ask the app's own locale, so that paraglide's ways of finding one are not loaded. */
export function leanMessages(): Plugin {
	return {
		name: 'muster-lean-messages',
		enforce: 'pre',
		async resolveId(source, importer) {
			if (source !== '../runtime.js' || !importer?.includes('/i18n/paraglide/messages/')) return;
			return await this.resolve('../../locale.svelte', importer);
		}
	};
}
