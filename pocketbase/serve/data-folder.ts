import { constants, existsSync } from 'node:fs';
import { access, chmod, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { FillDemo } from './demo-port';
import { Fault } from './fault';
import { localDay } from './local-day';
import { codeOf } from './process-identity';

/** What `muster.json` in a data folder says about the data beside it. */
const Marker = v.object({
	/** Version of this very shape. */
	format: v.literal(1),
	app: v.string(),
	/** Name of the newest migration that was applied; they sort by time. */
	schema: v.string(),
	demo: v.optional(
		v.object({
			seed: v.string(),
			/** Local date the demo data were made for, as 2026-11-23. */
			day: v.string(),
			/** False while it is being filled: such a folder is made afresh. */
			complete: v.boolean()
		})
	)
});
/** Of this version or a newer one. */
const AnyMarker = v.looseObject({ format: v.number(), schema: v.string() });
export type Marker = v.InferOutput<typeof Marker>;

export type DataFolder = {
	/** The folder the person names. */
	root: string;
	/** PocketBase's own folder in it. */
	pocketBaseDir: string;
};

export type Version = { app: string; schema: string };

export function dataFolder(root: string): DataFolder {
	return { root, pocketBaseDir: join(root, 'pb') };
}

/**
 * Makes the folder where it is missing. It holds everybody's words: nobody else on the machine reads it.
 *
 * @throws Fault when it cannot be made, or not be written to
 */
export async function makeFolder({ root }: DataFolder): Promise<void> {
	try {
		await mkdir(root, { recursive: true, mode: 0o700 });
		// A folder of somebody else's is theirs to open or close.
		await chmod(root, 0o700).catch(() => undefined);
		await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
	} catch (error) {
		throw new Fault(
			`The data folder ${root} cannot be used (${String(codeOf(error))}).`,
			'Name a folder that this account may make and write to: MUSTER_DATA=./data-2.'
		);
	}
}

/** @throws Fault when a newer Muster wrote the folder, or nobody can tell who did */
export async function readMarker(folder: DataFolder, mine: Version): Promise<Marker | undefined> {
	const text = await readFile(markerFile(folder), 'utf8').catch(() => undefined);
	if (text === undefined) return undefined;
	const data = parseJson(text);
	if (!v.is(AnyMarker, data)) {
		throw new Fault(
			`The file ${markerFile(folder)} is damaged.`,
			'The data beside it are not: move that one file away and start again (for the demo, name another folder).'
		);
	}
	const parsed = v.safeParse(Marker, data);
	if (!parsed.success || parsed.output.schema > mine.schema) {
		const newer = parsed.success ? ` (Muster ${parsed.output.app})` : '';
		throw new Fault(
			`The data folder ${folder.root} was written by a newer version of Muster${newer}.`,
			'Update Muster, or name another folder: MUSTER_DATA=./data-2.'
		);
	}
	return parsed.output;
}

export async function writeMarker(folder: DataFolder, marker: Marker): Promise<void> {
	await mkdir(folder.root, { recursive: true });
	const next = `${markerFile(folder)}.next`;
	await writeFile(next, `${JSON.stringify(marker, null, '\t')}\n`);
	await rename(next, markerFile(folder));
}

export type DemoPlan = {
	folder: DataFolder;
	version: Version;
	fresh: boolean;
	nowMs: number;
	seed: string;
	fill: (dataDir: string) => ReturnType<FillDemo>;
	log: (line: string) => void;
};

/**
 * Makes the folder hold the demo organisation: fills an empty one, keeps one that it filled before.
 *
 * The folder must have been claimed: what it holds may be removed.
 *
 * @throws Fault when it holds anything else, which is not touched
 */
export async function prepareDemo(plan: DemoPlan): Promise<Marker> {
	const { folder, version } = plan;
	const marker = await readMarker(folder, version);
	if (marker?.demo === undefined && (await holdsAnything(folder))) {
		throw new Fault(
			`The data folder ${folder.root} holds data that are not the demo's.`,
			'Start without the demo (npm start), or name an empty folder: MUSTER_DATA=./data-demo-2.'
		);
	}
	const today = localDay(plan.nowMs);
	if (marker?.demo?.complete === true && !plan.fresh) {
		if (marker.demo.day < today) {
			plan.log(
				`The demo data are of ${marker.demo.day}. Make them afresh with: npm run demo -- --fresh`
			);
		}
		return { ...marker, ...version };
	}
	const demo = { seed: plan.seed, day: today, complete: false };
	await rm(folder.pocketBaseDir, { recursive: true, force: true });
	await writeMarker(folder, { format: 1, ...version, demo });
	plan.log('Filling the demo organisation …');
	await plan.fill(folder.pocketBaseDir);
	const filled: Marker = { format: 1, ...version, demo: { ...demo, complete: true } };
	await writeMarker(folder, filled);
	return filled;
}

async function holdsAnything(folder: DataFolder): Promise<boolean> {
	if (!existsSync(folder.root)) return false;
	const names = await readdir(folder.root);
	// The claim of whoever asks is no data.
	return names.some((name) => !name.startsWith('pb.lock'));
}

function markerFile(folder: DataFolder): string {
	return join(folder.root, 'muster.json');
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
