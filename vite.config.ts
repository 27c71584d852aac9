import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig } from 'vite';
import {
	firstScreen,
	leanFirstPaint,
	leanKit,
	leanMessages,
	smallFirstScreen
} from './first-screen.config';
import svelteConfig from './svelte.config.js';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({
			project: './src/lib/i18n/project.inlang',
			outdir: './src/lib/i18n/paraglide',
			strategy: ['baseLocale'],
			outputStructure: 'message-modules'
		}),
		leanMessages(),
		sveltekit(),
		leanKit(),
		firstScreen(),
		smallFirstScreen(),
		leanFirstPaint(),
		SvelteKitPWA({
			strategies: 'injectManifest',
			srcDir: 'src',
			filename: 'service-worker.ts',
			registerType: 'prompt',
			injectRegister: false,
			manifest: false,
			kit: { adapterFallback: 'index.html', spa: true },
			injectManifest: { globPatterns: ['client/**/*.{js,css,html,svg,png,webmanifest,ico}'] }
		})
	],
	// For pages and worker alike; the framework tells its own base to pages only.
	define: { __BASE_PATH__: JSON.stringify(svelteConfig.kit?.paths?.base ?? '') },
	build: {
		target: ['chrome111', 'safari16.4', 'firefox128'],
		// A later screen's styles are loaded with it; its scripts' own imports need no list, and the list would be in the first screen.
		modulePreload: {
			resolveDependencies: (_file, needed) => needed.filter((one) => one.endsWith('.css'))
		}
	}
});
