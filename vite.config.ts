import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig } from 'vite';
import { firstScreen, leanMessages } from './first-screen.config';

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
		firstScreen(),
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
	build: { target: ['chrome111', 'safari16.4', 'firefox128'] }
});
