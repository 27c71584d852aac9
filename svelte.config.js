import adapter from '@sveltejs/adapter-static';

/** Both are set by the launcher: where Muster lives on its origin, and where its pages are put. */
const base = /** @type {'' | `/${string}`} */ (process.env.MUSTER_BASE_PATH ?? '');
const pages = process.env.MUSTER_APP_DIR ?? 'build';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ pages, assets: pages, fallback: 'index.html' }),
		paths: { base },
		// Muster registers its own worker so that an update never interrupts a tap.
		serviceWorker: { register: false },
		csp: { mode: 'hash', directives: { 'script-src': ['self'] } },
		output: { preloadStrategy: 'modulepreload' },
		// Suites and settings files have a tsconfig of their own: no Node types in the app.
		typescript: {
			config: (config) => {
				/** @type {string[]} */
				const paths = config.include;
				config.include = paths.filter((path) => !/^\.\.\/(?:tests?|vite)\b/.test(path));
			}
		}
	}
};
