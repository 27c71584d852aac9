import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoDir = resolve(fileURLToPath(new URL('../..', import.meta.url)));
export const serverBuildDir = join(repoDir, 'pocketbase', 'build');
/** What is made for one address below an origin and not for others, by name; '' is the root. */
export const appNameOf = (basePath: string): string => `app${basePath.replaceAll('/', '-')}`;
/** Where the app is that was built for this base path. */
export function appDirOf(basePath: string): string {
	return basePath === '' ? join(repoDir, 'build') : join(serverBuildDir, appNameOf(basePath));
}
export const hooksDir = join(serverBuildDir, 'pb_hooks');
export const migrationsDir = join(serverBuildDir, 'pb_migrations');
/** PocketBase's program, as its archives call it. */
export const executable = process.platform === 'win32' ? 'pocketbase.exe' : 'pocketbase';
/** Where a bundle has it. */
export const bundledPocketBase = join(repoDir, 'pocketbase', executable);
/** Where a bundle has its launcher, in its own folder: as deep in it as this file, so that both find the rest. */
export const bundledLauncher = 'pocketbase/serve/main.mjs';
export const vmTypesFile = join(serverBuildDir, 'types.d.ts');
