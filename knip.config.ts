import type { KnipConfig } from 'knip';

const config: KnipConfig = {
	entry: [
		'pocketbase/hooks/{app,main.pb}.ts',
		'pocketbase/migrations/[0-9]*_*.ts',
		'pocketbase/serve/{main.ts,bundle.ts,bundled.ts,bootstrap.mjs}',
		'tests/tooling/{check,test,screens,public-holidays}.ts',
		'tests/bench/main.ts',
		'tests/bench/lighthouse/main.ts',
		'tests/fixtures/make-data.ts',
		'tests/api/**/*.test.ts',
		'tests/sim/**/*.test.ts',
		'tests/e2e/**/*.test.ts',
		'tests/engines/**/*.test.ts',
		// Run by gjs.
		'tests/engines/support/webkit-window.js'
	],
	project: ['src/**/*.{ts,svelte}', 'pocketbase/**/*.ts', 'tests/**/*.{ts,js}'],
	ignoreDependencies: [
		// Run by tests/tooling/check.ts.
		'svelte-check',
		// gjs's own, in no package.
		'gi',
		// Decided on for the charts, which are not there yet; goes from this list with the first one.
		'chart.js',
		// Named by path in the messages project, so that nothing is fetched at build time.
		'@inlang/plugin-message-format',
		// @vite-pwa/sveltekit asks for them beside it.
		'vite-plugin-pwa',
		'workbox-build'
	],
	// An export that its own file uses is no dead code: types that signatures name, above all.
	ignoreExportsUsedInFile: true
};
export default config;
