import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataFolder } from './data-folder';
import { Fault } from './fault';

export type Backup = { readonly name: string; readonly sizeBytes: number; readonly atMs: number };

const MEGABYTE = 1_000_000;

/** What PocketBase keeps in the data folder, newest first. */
export async function listBackups(folder: DataFolder): Promise<Backup[]> {
	const dir = backupsDir(folder);
	const names = await readdir(dir).catch(() => []);
	const backups = await Promise.all(
		names
			.filter((name) => name.endsWith('.zip'))
			.map(async (name) => {
				const { size, mtimeMs } = await stat(join(dir, name));
				return { name, sizeBytes: size, atMs: mtimeMs };
			})
	);
	return backups.sort((a, b) => b.atMs - a.atMs);
}

/** One line for each backup, and how to go back to one. */
export async function describeBackups(folder: DataFolder, demo: boolean): Promise<string[]> {
	const backups = await listBackups(folder);
	const command = demo ? 'npm run demo' : 'npm start';
	if (backups.length === 0)
		return [
			`There is no backup in ${backupsDir(folder)}.`,
			`One is made each night. One from elsewhere: ${command} -- --restore <file.zip>`
		];
	return [
		`Backups in ${backupsDir(folder)}, newest first:`,
		...backups.map(
			({ name, sizeBytes, atMs }) =>
				`  ${new Date(atMs).toLocaleString('sv-SE')}  ${(sizeBytes / MEGABYTE).toFixed(1).padStart(8)} MB  ${name}`
		),
		`Go back to one: ${command} -- --restore <name>`
	];
}

/**
 * The file of a backup that is named as it is listed, with or without `.zip`, or by its path.
 *
 * @throws Fault when there is none
 */
export function findBackup(folder: DataFolder, name: string): string {
	const dir = backupsDir(folder);
	const places = [resolve(name), join(dir, name), join(dir, `${name}.zip`)];
	const file = places.find((place) => existsSync(place));
	if (file !== undefined) return file;
	throw new Fault(
		`There is no backup ${name}: neither a file of that name, nor one in ${dir}.`,
		'See what there is: npm start -- --backups'
	);
}

export function backupsDir(folder: DataFolder): string {
	return join(folder.pocketBaseDir, 'backups');
}
