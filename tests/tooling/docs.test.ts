import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { repoDir } from '../../pocketbase/serve/paths';

const read = (path: string): string => readFileSync(join(repoDir, path), 'utf8');

const Manifest = v.object({ scripts: v.record(v.string(), v.string()) });

/** Set by the launcher for what it starts; nobody else is to set them. */
const OWN_VARIABLES = ['MUSTER_APP_DIR', 'MUSTER_PUBLIC_DIR', 'MUSTER_SETUP_HASH'];

function variablesIn(dir: string): string[] {
	const files = readdirSync(join(repoDir, dir), { recursive: true, encoding: 'utf8' });
	const names = files
		.filter((name) => /\.(ts|mjs)$/.test(name))
		.flatMap((name) => read(join(dir, name)).match(/\bMUSTER_[A-Z][A-Z_]*\b/g) ?? []);
	return [...new Set(names)].filter((name) => !OWN_VARIABLES.includes(name));
}

test('each variable that the launcher reads is told in both READMEs', () => {
	const variables = variablesIn('pocketbase/serve');
	expect(variables).toContain('MUSTER_DATA');
	for (const page of ['README.md', 'README.zh-CN.md'])
		expect(variables.filter((name) => !read(page).includes(`\`${name}\``))).toEqual([]);
});

test('each variable that only suites and tools read is told to contributors or operators', () => {
	const told = ['README.md', 'CONTRIBUTING.md', 'docs/deploy.md'].map(read).join('\n');
	const variables = variablesIn('tests');
	expect(variables).toContain('MUSTER_CHROMIUM');
	expect(variables.filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
});

test('each command that a page names is there', () => {
	const { scripts } = v.parse(Manifest, JSON.parse(read('package.json')));
	const pages = ['.', 'docs'].flatMap((dir) =>
		readdirSync(join(repoDir, dir))
			.filter((name) => name.endsWith('.md'))
			.map((name) => join(dir, name))
	);
	const missing = pages.flatMap((page) =>
		Array.from(read(page).matchAll(/npm run ([a-z][a-z0-9:-]*)/g), ([, name = '']) => name)
			.filter((name) => !(name in scripts))
			.map((name) => `${page}: npm run ${name}`)
	);
	expect(missing).toEqual([]);
});

test('a page in one language has the sections of its other language', () => {
	const pages = readdirSync(join(repoDir, 'docs')).filter((name) => name.endsWith('.en.md'));
	expect(pages).not.toEqual([]);
	const levels = (path: string): string[] => read(path).match(/^#+(?= )/gm) ?? [];
	const pairs = pages.map((name) => [`docs/${name}`, `docs/${name.replace('.en.', '.zh-CN.')}`]);
	for (const [en = '', zh = ''] of [...pairs, ['README.md', 'README.zh-CN.md']])
		expect(levels(zh), zh).toEqual(levels(en));
});
