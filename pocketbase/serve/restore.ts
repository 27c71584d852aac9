import { existsSync } from 'node:fs';
import {
	mkdir,
	mkdtemp,
	open,
	readFile,
	rename,
	rm,
	stat,
	statfs,
	writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { findBackup } from './backups';
import type { DataFolder } from './data-folder';
import { Fault, isSystemError } from './fault';
import { codeOf } from './process-identity';
import { runProgram } from './run-tool';
import { commonArgs } from './server';
import { readZip, unpack, type ZipEntry } from './zip-archive';

type Log = (line: string) => void;

export type RestorePlan = {
	readonly folder: DataFolder;
	/** its name in the list, or its path */
	readonly backup: string;
	readonly binary: string;
	readonly hooksDir: string;
	readonly migrationsDir: string;
	readonly nowMs: number;
	readonly log: Log;
};

/** What is under way, so that a start after a crash ends it: names of folders in the data folder. */
const Swap = v.object({ from: v.string(), aside: v.string() });
type Swap = v.InferOutput<typeof Swap>;

const DATABASE = 'data.db';
/** Kept by PocketBase beside its data, and in no backup: they stay where the server looks for them. */
const STAY = ['backups', '.autocert_cache'];
/** Room for migrations and the first hours. */
const SPARE_BYTES = 50_000_000;

/**
 * Puts a backup in the place of PocketBase's folder and keeps what was there. Until the backup lies
 * there whole and has been looked at, nothing else is touched. The folder must have been claimed.
 *
 * @throws Fault where that cannot be, with everything as it was; what the machine refuses after that
 *         passes through, and the next start ends the restore
 */
export async function restore(plan: RestorePlan): Promise<void> {
	const { folder, log } = plan;
	const file = findBackup(folder, plan.backup);
	const entries = await entriesOf(file);
	await mustHaveRoom(folder.root, entries);
	const stamp = new Date(plan.nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
	const swap: Swap = { from: `pb-restoring-${stamp}`, aside: `pb-before-restore-${stamp}` };
	log(`Unpacking ${basename(file)} …`);
	const { ops, lastAt } = await unpackBeside(plan, file, entries, swap);
	await finishRestore(folder);
	log(`Restored: ${describe(ops, lastAt)}`);
	if (existsSync(join(folder.root, swap.aside)))
		log(`What was there before is kept in ${join(folder.root, swap.aside)}.`);
	log('Phones will notice by themselves and send again what they still hold of the last 7 days.');
	log(
		'Not back: edits in the dashboard, accounts and passwords changed since. See docs/backup.md.'
	);
}

/** Leaves the backup checked, and a note to put it in place; or nothing at all. */
async function unpackBeside(
	plan: RestorePlan,
	file: string,
	entries: readonly ZipEntry[],
	swap: Swap
): Promise<Figures> {
	const { folder } = plan;
	const from = join(folder.root, swap.from);
	try {
		await mkdir(from, { mode: 0o700 });
		for (const entry of entries) await unpack(file, entry, from);
		const figures = await mustBeOurs(plan, from);
		await flushDir(from);
		await noteSwap(folder, swap);
		return figures;
	} catch (error) {
		if (!existsSync(swapFile(folder))) await rm(from, { recursive: true, force: true });
		if (codeOf(error) === 'ENOSPC') throw noRoom(folder.root, entries);
		throw error instanceof Fault || isSystemError(error) ? error : notABackup(file, saidBy(error));
	}
}

/** Whole or not at all: half a note would be in the way of every start. */
async function noteSwap(folder: DataFolder, swap: Swap): Promise<void> {
	const next = `${swapFile(folder)}.next`;
	await writeFile(next, JSON.stringify(swap), { flush: true });
	await rename(next, swapFile(folder));
	await flushDir(folder.root);
}

/** Ends a restore that was cut off between two steps; each is done once, however often it is tried. */
export async function finishRestore(folder: DataFolder): Promise<void> {
	const text = await readFile(swapFile(folder), 'utf8').catch(() => undefined);
	if (text === undefined) return;
	const swap = v.parse(Swap, JSON.parse(text));
	const from = join(folder.root, swap.from);
	const aside = join(folder.root, swap.aside);
	const target = folder.pocketBaseDir;
	if (existsSync(from)) {
		if (existsSync(target)) await rename(target, aside);
		await rename(from, target);
	}
	for (const name of STAY)
		if (existsSync(join(aside, name)) && !existsSync(join(target, name)))
			await rename(join(aside, name), join(target, name));
	await flushDir(folder.root);
	await rm(swapFile(folder));
}

async function entriesOf(file: string): Promise<ZipEntry[]> {
	try {
		const entries = await readZip(file);
		if (entries.some(({ name }) => name === DATABASE)) return entries;
	} catch (error) {
		throw notABackup(file, saidBy(error));
	}
	throw notABackup(file, `it has no ${DATABASE}`);
}

async function mustHaveRoom(root: string, entries: readonly ZipEntry[]): Promise<void> {
	const { bavail, bsize } = await statfs(root);
	if (bavail * bsize < bytesFor(entries)) throw noRoom(root, entries);
}

function bytesFor(entries: readonly ZipEntry[]): number {
	return entries.reduce((sum, entry) => sum + entry.sizeBytes, SPARE_BYTES);
}

const Figures = v.object({ ops: v.number(), lastAt: v.number() });
type Figures = v.InferOutput<typeof Figures>;
const Report = v.object({
	migrations: v.array(v.string()),
	damage: v.string(),
	data: v.nullable(Figures)
});
type Report = v.InferOutput<typeof Report>;

/** Looks at the unpacked database with this very version, before anything stands on it. */
async function mustBeOurs(plan: RestorePlan, dir: string): Promise<Figures> {
	const found = await dataCheck(plan, dir, []);
	if (typeof found === 'string') throw notABackup(plan.backup, found);
	if (found.data === null) throw notABackup(plan.backup, 'it is another PocketBase application’s');
	if (found.damage !== 'ok') throw notABackup(plan.backup, `it is damaged: ${found.damage}`);
	const empty = await mkdtemp(join(tmpdir(), 'muster-known-'));
	try {
		const known = await dataCheck(plan, empty, ['known']);
		if (typeof known === 'string') throw new Error(known);
		const newer = found.migrations.filter((name) => !known.migrations.includes(name));
		if (newer.length > 0)
			throw new Fault(
				`The backup ${basename(plan.backup)} was made by a newer version of Muster (it has ${newer.join(', ')}).`,
				'Update Muster, and restore it then. Nothing has been changed.'
			);
	} finally {
		await rm(empty, { recursive: true, force: true });
	}
	return found.data;
}

async function dataCheck(
	plan: RestorePlan,
	dataDir: string,
	args: readonly string[]
): Promise<Report | string> {
	const { binary, hooksDir, migrationsDir } = plan;
	const flags = commonArgs({ dataDir, hooksDir, migrationsDir });
	const { code, output } = await runProgram(binary, ['data-check', ...args, ...flags]);
	const line = output.split('\n').find((text) => text.startsWith('{'));
	return code === 0 && line !== undefined
		? v.parse(Report, JSON.parse(line))
		: output.trim().split('\n').slice(-1).join('');
}

function describe(ops: number, lastAt: number): string {
	if (ops === 0) return 'nothing had been reported yet.';
	return `${String(ops)} commands, the last of ${new Date(lastAt).toLocaleString('sv-SE')}.`;
}

function notABackup(file: string, why: string): Fault {
	return new Fault(
		`${file} is not a backup of Muster that can be restored: ${why}.`,
		'Choose another: npm start -- --backups lists them. Nothing has been changed.'
	);
}

function noRoom(root: string, entries: readonly ZipEntry[]): Fault {
	return new Fault(
		`There is not enough room in ${root} to restore the backup beside what is there.`,
		`Make room for ${Math.ceil(bytesFor(entries) / 1_000_000)} MB and try again. Nothing has been changed.`
	);
}

function saidBy(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** So that a power cut leaves either name, never none. Not every system can. */
async function flushDir(dir: string): Promise<void> {
	if (process.platform === 'win32' || !(await stat(dir)).isDirectory()) return;
	const handle = await open(dir);
	await handle.sync().catch(() => undefined);
	await handle.close();
}

function swapFile(folder: DataFolder): string {
	return join(folder.root, 'restoring.json');
}
