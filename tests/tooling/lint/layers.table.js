/**
 * The layer table of the architecture: who may import whom. The lint rule reads this table and
 * nothing else; a change here is a change of the architecture.
 *
 * @typedef {object} Layer
 * @property {readonly string[]} layers   other layers it may import; its own files it always may
 * @property {readonly string[]} packages packages it may import; `*` is any, `node:*` Node's own
 * @property {readonly string[]} [types]  layers it may import types from, and nothing else
 */

const framework = ['svelte', '$app'];

/** @type {Readonly<Record<string, Layer>>} */
export const layers = {
	domain: { layers: [], packages: ['valibot'] },
	sync: { layers: ['domain'], packages: [] },
	data: { layers: ['domain', 'sync'], packages: ['pocketbase', 'idb'] },
	ui: { layers: [], types: ['domain'], packages: [...framework, 'uqr'] },
	i18n: { layers: ['domain'], packages: [] },
	features: { layers: ['domain', 'sync', 'ui', 'i18n'], packages: framework },
	app: {
		layers: ['domain', 'sync', 'data', 'ui', 'i18n', 'features', 'app'],
		packages: ['*']
	},
	routes: { layers: ['features', 'ui'], packages: framework },
	layouts: { layers: ['features', 'ui', 'app', 'routes'], packages: framework },
	worker: { layers: ['domain', 'sync', 'data'], packages: ['workbox-precaching'] },
	hooks: { layers: ['domain', 'migrations'], packages: [] },
	migrations: { layers: ['domain'], packages: [] },
	courier: { layers: ['domain', 'i18n'], packages: ['*', 'node:*'] },
	serve: { layers: ['domain', 'courier', 'hooks'], packages: ['*', 'node:*'] }
};

/** @type {readonly (readonly [RegExp, string])[]} */
const places = [
	[/^src\/service-worker\.ts$/, 'worker'],
	[/^src\/lib\/(domain|sync|data|ui|i18n|features|app)\//, '$1'],
	[/^src\/routes\/(?:.*\/)?\+layout(?:@[^/]*)?\.(?:svelte|ts)$/, 'layouts'],
	[/^src\/routes\//, 'routes'],
	[/^pocketbase\/(hooks|migrations|courier|serve)\//, '$1']
];

/**
 * @param {string} path relative to the repository, with forward slashes
 * @returns {string | undefined} undefined for files outside the table: suites, settings, types
 */
export function layerOf(path) {
	for (const [pattern, name] of places) {
		const match = pattern.exec(path);
		if (match !== null) return name === '$1' ? match[1] : name;
	}
	return undefined;
}

/**
 * Suites beside the code and conformance suites may import any layer; features still by their door.
 *
 * @param {string} path
 */
export function isSuite(path) {
	return /\.(?:test|conformance)\.ts$/.test(path) || path.startsWith('tests/');
}
