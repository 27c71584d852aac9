import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html' }),
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
