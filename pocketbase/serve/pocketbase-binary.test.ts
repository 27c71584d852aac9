import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { zipOf } from '../../tests/fixtures/zip-of';
import { Fault } from './fault';
import { findPocketBase } from './pocketbase-binary';
import type { Surroundings } from './pocketbase-binary';

let cacheDir = '';
beforeEach(async () => {
	cacheDir = await mkdtemp(join(tmpdir(), 'muster-cache-'));
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

const program = Buffer.from('a program');
const archive = zipOf({ 'LICENSE.md': Buffer.from('MIT'), pocketbase: program });
const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const answer = (output: string, code = 0) => Promise.resolve({ code, output, tail: output });

type World = { archive?: Buffer; go?: boolean; says?: string; checksum?: string };

/** A machine with the given archive and Go; `ran` tells which programs were asked for. */
function machine(world: World, env: Surroundings['env'] = {}): Surroundings & { ran: string[] } {
	const ran: string[] = [];
	return {
		env,
		cacheDir,
		platform: 'linux_amd64',
		checksums: { linux_amd64: world.checksum ?? sha256(archive) },
		ran,
		log: () => undefined,
		fetchArchive: () =>
			world.archive === undefined
				? Promise.reject(new Error('offline'))
				: Promise.resolve(world.archive),
		run: async (name, args, options) => {
			ran.push([name === 'go' ? 'go' : 'pocketbase', args[0]].join(' '));
			if (name !== 'go') return await answer(world.says ?? 'pocketbase version 0.40.4\n');
			if (world.go !== true) throw new Error('ENOENT');
			const bin = options?.env?.['GOBIN'];
			if (bin !== undefined) await writeFile(join(bin, 'base'), program);
			return await answer('go version');
		}
	};
}

async function faultOf(around: Surroundings): Promise<Fault> {
	const error: unknown = await findPocketBase(around).catch((caught: unknown) => caught);
	if (error instanceof Fault) return error;
	throw new Error(`no fault but ${String(error)}`);
}

test('the archive is used when its checksum is the pinned one, and then cached', async () => {
	const first = await findPocketBase(machine({ archive }));
	expect(await readFile(first)).toEqual(program);
	const offline = machine({});
	expect(await findPocketBase(offline)).toBe(first);
	expect(offline.ran).toEqual(['pocketbase --version']);
});

test('an archive with another checksum is refused, even where Go could help', async () => {
	const fault = await faultOf(machine({ archive, go: true, checksum: '0'.repeat(64) }));
	expect(fault.message).toContain('does not match its pinned checksum');
});

test('without the archive, Go builds it', async () => {
	const around = machine({ go: true });
	expect(await readFile(await findPocketBase(around))).toEqual(program);
	expect(around.ran).toContain('go install');
});

test('a platform without a pinned checksum never fetches', async () => {
	const around = { ...machine({ archive, go: true }), checksums: {} };
	await findPocketBase(around);
	expect(around.ran).toContain('go install');
});

test('with neither the archive nor Go it says what to do', async () => {
	const fault = await faultOf(machine({}));
	expect(fault.message).toContain('Go is not installed');
	expect(fault.advice).toContain('MUSTER_POCKETBASE');
});

test('a cached program that was changed is refused', async () => {
	const binary = await findPocketBase(machine({ archive }));
	await writeFile(binary, 'another program');
	expect((await faultOf(machine({ archive }))).message).toContain('checksum mismatch');
});

test('MUSTER_POCKETBASE comes first and must run', async () => {
	const given = join(cacheDir, 'mine');
	await writeFile(given, program, { mode: 0o755 });
	const env = { MUSTER_POCKETBASE: given };
	expect(await findPocketBase(machine({}, env))).toBe(given);
	const missing = { MUSTER_POCKETBASE: join(cacheDir, 'nothing') };
	expect((await faultOf(machine({ archive }, missing))).message).toContain('MUSTER_POCKETBASE');
});

test('MUSTER_POCKETBASE is refused when it is another program, which has a version too', async () => {
	const given = join(cacheDir, 'mine');
	await writeFile(given, program, { mode: 0o755 });
	const says = 'mine (GNU coreutils) 9.1\nLicense GPLv3+: GNU GPL version 3 or later\n';
	const fault = await faultOf(machine({ says }, { MUSTER_POCKETBASE: given }));
	expect(fault.message).toContain('which is not a PocketBase program');
});

test('an archive without the program is no way to have it', async () => {
	const other = zipOf({ 'LICENSE.md': Buffer.from('MIT') });
	const around = machine({ archive: other, checksum: sha256(other) });
	await expect(findPocketBase(around)).rejects.toThrow('no pocketbase in the archive');
});
