import { build as bundle } from 'esbuild';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compressFiles } from './compress';
import { Fault } from './fault';
import { buildIfStale } from './freshness';
import { appDirOf, appNameOf, hooksDir, migrationsDir, repoDir } from './paths';
import { runTool } from './run-tool';

export type Log = (line: string) => void;

/**
 * What PocketBase's JavaScript VM understands.
 *
 * The tsconfig is given here, so that a build depends neither on generated nor on editor settings.
 */
const vmOptions = {
	absWorkingDir: repoDir,
	bundle: true,
	target: 'es2022',
	supported: { 'async-generator': false, 'for-await': false },
	alias: { $lib: join(repoDir, 'src', 'lib') },
	tsconfigRaw: { compilerOptions: { strict: true, verbatimModuleSyntax: true } },
	charset: 'utf8',
	legalComments: 'none',
	logLevel: 'silent'
} as const;

/**
 * Bundles the hooks into `outDir`: `app.js`, a module with every handler, and `main.pb.js`, the
 * registrations, a classic script that PocketBase runs once.
 */
export async function bundleHooks(sourceDir: string, outDir: string): Promise<void> {
	await replaceDir(outDir, async (dir) => {
		await bundle({
			...vmOptions,
			format: 'cjs',
			entryPoints: { app: join(sourceDir, 'app.ts') },
			outdir: dir
		});
		await bundle({
			...vmOptions,
			format: 'iife',
			entryPoints: { 'main.pb': join(sourceDir, 'main.pb.ts') },
			outdir: dir
		});
	});
}

/** Bundles each migration into a classic script of its own that calls the global `migrate`. */
export async function bundleMigrations(sourceDir: string, outDir: string): Promise<void> {
	const names = existsSync(sourceDir) ? await readdir(sourceDir) : [];
	const entryPoints = names.filter(isMigration).map((name) => join(sourceDir, name));
	await replaceDir(outDir, async (dir) => {
		await bundle({ ...vmOptions, format: 'iife', entryPoints, outdir: dir });
	});
}

/** `1764000000_people.ts`: shared code beside the migrations has no number and is bundled into them. */
export function isMigration(name: string): boolean {
	return /^\d{10}_[a-z0-9_]+\.ts$/.test(name);
}

export const serverSources: readonly string[] = [
	'pocketbase/hooks',
	'pocketbase/migrations',
	'pocketbase/serve/build.ts',
	'src/lib/domain',
	'package-lock.json'
];

export async function buildServer(log: Log): Promise<boolean> {
	const source = join(repoDir, 'pocketbase');
	return await buildIfStale(
		{
			name: 'server',
			inputs: { paths: serverSources, ignore: isTest },
			outputs: [join(hooksDir, 'main.pb.js'), join(hooksDir, 'app.js'), migrationsDir],
			build: async () => {
				try {
					await bundleHooks(join(source, 'hooks'), hooksDir);
					await bundleMigrations(join(source, 'migrations'), migrationsDir);
				} catch (error) {
					const detail = error instanceof Error ? error.message : String(error);
					throw new Fault(
						"The server's hooks could not be built.",
						'The error is above; "npm run check" says more.',
						detail
					);
				}
			}
		},
		log
	);
}

export const appSources: readonly string[] = [
	'src',
	'static',
	'package.json',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'first-screen.config.ts',
	'pocketbase/serve/compress.ts'
];

/** @param basePath where the app will live on its origin: '' at the root, else as in `/muster` */
export async function buildApp(log: Log, basePath = ''): Promise<boolean> {
	const appDir = appDirOf(basePath);
	return await buildIfStale(
		{
			name: appNameOf(basePath),
			inputs: {
				paths: appSources,
				ignore: (path) => isTest(path) || isWrittenByBuild(path),
				salt: basePath
			},
			outputs: [join(appDir, 'index.html')],
			build: async () => {
				// Started from a test, it would build the framework's checks in, and a fifth more bytes.
				const own = { MUSTER_BASE_PATH: basePath, MUSTER_APP_DIR: appDir };
				const env = { NODE_ENV: 'production', ...own };
				const result = await runTool('vite', ['build'], { env });
				if (result.code !== 0) {
					throw new Fault(
						'The app could not be built.',
						'The end of the build log is above; run "npx vite build" to see all of it.',
						result.tail
					);
				}
				await compressFiles(appDir);
			}
		},
		log
	);
}

/** Brings the app and the server's hooks and migrations up to date; what is current is left alone. */
export async function buildAll(log: Log, basePath = ''): Promise<void> {
	await buildServer(log);
	await buildApp(log, basePath);
}

function isWrittenByBuild(path: string): boolean {
	const inlang = 'src/lib/i18n/project.inlang/';
	return (
		path.startsWith('src/lib/i18n/paraglide/') ||
		(path.startsWith(inlang) && path !== `${inlang}settings.json`)
	);
}

export function isTest(path: string): boolean {
	return path.endsWith('.test.ts') || path.endsWith('/tsconfig.json');
}

/** Fills a folder beside the old one and swaps them, so that a failed build leaves the old one whole. */
export async function replaceDir(dir: string, fill: (dir: string) => Promise<void>): Promise<void> {
	const next = `${dir}.next`;
	await rm(next, { recursive: true, force: true });
	await mkdir(next, { recursive: true });
	await fill(next);
	await rm(dir, { recursive: true, force: true });
	await rename(next, dir).catch(async () => {
		await cp(next, dir, { recursive: true });
	});
}
