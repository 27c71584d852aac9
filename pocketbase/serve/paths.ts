import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoDir = resolve(fileURLToPath(new URL('../..', import.meta.url)));
export const appDir = join(repoDir, 'build');
export const serverBuildDir = join(repoDir, 'pocketbase', 'build');
export const hooksDir = join(serverBuildDir, 'pb_hooks');
export const migrationsDir = join(serverBuildDir, 'pb_migrations');
export const vmTypesFile = join(serverBuildDir, 'types.d.ts');
