import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { leanMessages } from './first-screen.config';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const shared = {
	plugins: [leanMessages(), svelte()],
	resolve: { alias: { $lib: fromRoot('./src/lib') } }
};

export default defineConfig({
	test: {
		projects: [
			{
				...shared,
				// Svelte's client half, compiler and runtime, so that state classes behave as on the phone.
				plugins: [
					leanMessages(),
					svelte({ dynamicCompileOptions: () => ({ generate: 'client' }) })
				],
				ssr: { resolve: { conditions: ['browser'] } },
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'pocketbase/**/*.test.ts', 'tests/tooling/**/*.test.ts'],
					// As below: vitest's own five seconds are soon over beside another check.
					testTimeout: 60_000,
					hookTimeout: 60_000
				}
			},
			{
				...shared,
				test: {
					name: 'sim',
					include: ['tests/sim/**/*.test.ts'],
					// The seeds are in two files; vitest's own choice on two cores is one worker.
					maxWorkers: 2,
					sequence: { groupOrder: 1 },
					testTimeout: 600_000
				}
			},
			{
				...shared,
				test: {
					name: 'api',
					include: ['tests/api/**/*.test.ts'],
					// What takes long is a busy machine: a test fails because a thing never comes.
					testTimeout: 240_000,
					hookTimeout: 300_000
				}
			}
		]
	}
});
