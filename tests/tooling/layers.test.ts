import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { afterEach, expect, test } from 'vitest';
import { layerRule } from './lint/layers.js';

const made: string[] = [];
afterEach(async () => {
	for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true });
});

/** Lints a little repository made of `files` with the layer rule alone; answers its complaints. */
async function lint(files: Record<string, string>): Promise<string[]> {
	const root = await mkdtemp(join(tmpdir(), 'muster-layers-'));
	made.push(root);
	for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
		await mkdir(dirname(join(root, path)), { recursive: true });
		await writeFile(join(root, path), text);
	}
	const eslint = new ESLint({
		cwd: root,
		overrideConfigFile: true,
		overrideConfig: [
			...svelte.configs.base,
			{
				files: ['**/*.ts', '**/*.svelte'],
				languageOptions: { parserOptions: { parser: ts.parser } },
				plugins: { muster: { rules: { layers: layerRule } } },
				rules: { 'muster/layers': 'error' }
			},
			{ files: ['**/*.ts'], languageOptions: { parser: ts.parser } }
		]
	});
	const results = await eslint.lintFiles(
		['src', 'pocketbase'].map((dir) => `${dir}/**/*.{ts,svelte}`)
	);
	return results.flatMap(({ messages }) => messages.map(({ message }) => message)).sort();
}

const nothing = { 'pocketbase/hooks/app.ts': '' };

test('the arrow inward is accepted, and a feature by its door', async () => {
	const complaints = await lint({
		...nothing,
		'src/lib/domain/task.ts': "import * as v from 'valibot'; export const task = v;",
		'src/lib/sync/engine.ts':
			"import { task } from '$lib/domain/task'; export const engine = task;",
		'src/lib/features/today/index.ts': "export { default as Today } from './Today.svelte';",
		'src/lib/features/today/Today.svelte':
			'<script lang="ts">import { engine } from \'$lib/sync/engine\'; engine;</script>',
		'src/routes/+page.svelte':
			'<script lang="ts">import { Today } from \'$lib/features/today\'; Today;</script>'
	});
	expect(complaints).toEqual([]);
});

test('a forbidden static import is rejected, a re-export and a type alike', async () => {
	const complaints = await lint({
		...nothing,
		'src/lib/data/store.ts': 'export type Store = { a: 1 }; export const store = 1;',
		'src/lib/domain/task.ts': "import { store } from '../data/store'; export const a = store;",
		'src/lib/sync/engine.ts': "export * from '$lib/data/store';",
		'src/lib/ui/chip.ts': "export type A = import('$lib/data/store').Store;"
	});
	expect(complaints).toEqual([
		'domain may not import data (layer table).',
		'sync may not import data (layer table).',
		'ui may not import data (layer table).'
	]);
});

test('a forbidden package is rejected', async () => {
	const complaints = await lint({
		'pocketbase/hooks/app.ts': "import fs from 'node:fs'; fs;",
		'src/lib/features/today/index.ts': "import PocketBase from 'pocketbase'; PocketBase;"
	});
	expect(complaints).toEqual([
		'features may not import the package pocketbase (layer table).',
		'hooks may not import the package node:* (layer table).'
	]);
});

test('a dynamic import in a component is rejected, in its script and in its markup', async () => {
	const complaints = await lint({
		...nothing,
		'src/lib/data/store.ts': 'export const store = 1;',
		'src/lib/app/start.ts': 'export const start = 1;',
		'src/lib/features/today/Today.svelte': [
			'<script lang="ts">const load = () => import(\'$lib/data/store\');</script>',
			"{#await import('$lib/app/start') then start}{start}{load}{/await}"
		].join('\n')
	});
	expect(complaints).toEqual([
		'features may not import app (layer table).',
		'features may not import data (layer table).'
	]);
});

test('a dynamic import that hides its module is rejected', async () => {
	const complaints = await lint({
		...nothing,
		'src/lib/domain/a.ts': "const name = '../data/store'; export const a = import(name);",
		'src/lib/domain/b.ts': "export const b = import.meta.glob('../data/*.ts');"
	});
	expect(complaints).toHaveLength(2);
});

test('a file inside another feature is rejected, for layouts and suites too', async () => {
	const deep = "import { deep } from '$lib/features/board/deep'; export const use = deep;";
	const complaints = await lint({
		...nothing,
		'src/lib/features/board/deep.ts': 'export const deep = 1;',
		'src/lib/features/today/index.ts': deep,
		'src/routes/+layout.ts': deep,
		'src/lib/features/today/use.test.ts': "import { deep } from '../board/deep'; deep;"
	});
	expect(complaints).toEqual(
		Array.from(
			{ length: 3 },
			() => 'A feature has one door: import $lib/features/board, not a file inside it.'
		)
	);
});

test('a cycle is rejected, through components and dynamic imports', async () => {
	const complaints = await lint({
		...nothing,
		'src/lib/ui/a.ts': "export const a = () => import('./B.svelte');",
		'src/lib/ui/B.svelte': '<script lang="ts">import C from \'./C.svelte\'; C;</script>',
		'src/lib/ui/C.svelte': '<script lang="ts">import { a } from \'./a\'; a;</script>'
	});
	expect(complaints).toHaveLength(3);
	expect(complaints[0]).toBe(
		'Import cycle: src/lib/ui/B.svelte → src/lib/ui/C.svelte → src/lib/ui/a.ts → src/lib/ui/B.svelte.'
	);
});

test('types alone may come from the domain into ui', async () => {
	const complaints = await lint({
		...nothing,
		'src/lib/domain/task.ts': 'export type Task = 1; export const task = 1;',
		'src/lib/ui/a.ts': "import type { Task } from '$lib/domain/task'; export type A = Task;",
		'src/lib/ui/b.ts': "import { task } from '$lib/domain/task'; export const b = task;"
	});
	expect(complaints).toEqual(['ui may import types only from domain (layer table).']);
});

test('app is for layouts only', async () => {
	const start = "import { start } from '$lib/app/start'; export const use = start;";
	const complaints = await lint({
		...nothing,
		'src/lib/app/start.ts': 'export const start = 1;',
		'src/routes/+layout.ts': start,
		'src/routes/board/+page.ts': start
	});
	expect(complaints).toEqual(['routes may not import app (layer table).']);
});
