import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

/**
 * What an import names: a file or folder of the repository, or a package.
 *
 * @param {string} specifier
 * @param {string} importer path relative to the repository, with forward slashes
 * @returns {{ path: string } | { name: string }}
 */
export function targetOf(specifier, importer) {
	const bare = specifier.replace(/[?#].*$/, '');
	if (bare === '$lib' || bare.startsWith('$lib/')) return { path: `src/lib${bare.slice(4)}` };
	if (bare.startsWith('.')) return { path: posix.join(posix.dirname(importer), bare) };
	if (bare.startsWith('/')) return { path: bare.slice(1) };
	return { name: packageName(bare) };
}

/** @param {string} specifier */
function packageName(specifier) {
	if (specifier.startsWith('node:')) return 'node:*';
	const [scope = '', name = ''] = specifier.split('/');
	return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

const endings = ['', '.ts', '.svelte', '.svelte.ts', '.js', '/index.ts', '/index.js'];

/**
 * @param {string} root
 * @param {string} path as written in an import, relative to `root`
 * @returns {string | undefined} the file it stands for, relative to `root`
 */
export function fileOf(root, path) {
	const withoutJs = path.replace(/\.js$/, '');
	for (const candidate of [path, withoutJs].flatMap((base) => endings.map((end) => base + end))) {
		const file = join(root, candidate);
		if (existsSync(file) && statSync(file).isFile()) return candidate;
	}
	return undefined;
}

/** @type {Map<string, string[]>} */
const importsByFile = new Map();

/**
 * The repository's files that a file imports, statically, dynamically or for types only.
 *
 * @param {string} root
 * @param {string} path
 */
function importsOf(root, path) {
	const key = join(root, path);
	const known = importsByFile.get(key);
	if (known !== undefined) return known;
	const files = specifiersIn(path, readFileSync(key, 'utf8')).flatMap((specifier) => {
		const target = targetOf(specifier, path);
		const file = 'path' in target ? fileOf(root, target.path) : undefined;
		return file === undefined ? [] : [file];
	});
	importsByFile.set(key, files);
	return files;
}

/**
 * @param {string} path
 * @param {string} text
 */
function specifiersIn(path, text) {
	if (!/\.(?:ts|js|svelte)$/.test(path)) return [];
	if (!path.endsWith('.svelte')) return preProcess(text);
	const scripts = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1] ?? '');
	const inMarkup = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map((m) => m[1] ?? '');
	return [...scripts.flatMap(preProcess), ...inMarkup];
}

/** @param {string} text */
function preProcess(text) {
	return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

/**
 * The way from `to` back to `from`, if importing it closes a circle.
 *
 * @param {string} root
 * @param {string} from
 * @param {string} to
 * @returns {string[] | undefined}
 */
export function cycleThrough(root, from, to) {
	/** @type {string[][]} */
	const queue = [[to]];
	const seen = new Set([to]);
	for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
		const last = way.at(-1) ?? to;
		if (last === from) return way;
		for (const next of importsOf(root, last)) {
			if (seen.has(next)) continue;
			seen.add(next);
			queue.push([...way, next]);
		}
	}
	return undefined;
}

/**
 * @param {string} file absolute
 * @returns {string} the folder above it that holds `src`
 */
export function rootAbove(file) {
	for (let dir = dirname(file); dir !== dirname(dir); dir = dirname(dir)) {
		if (existsSync(join(dir, 'package.json'))) return dir;
	}
	return dirname(file);
}
