import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withBuildLock } from './build-lock';
import { holderNow, type Holder } from './holder';
import { repoDir } from './paths';

let root = '';
let lock = '';
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'muster-build-'));
	lock = join(root, 'build', '.lock');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const DEAD = 2_147_483_646;

/** A lock as a builder that was killed leaves it. */
async function leaveLock(holder: Partial<Holder>, dir = lock): Promise<void> {
	await mkdir(dir, { recursive: true });
	await writeFile(join(dir, 'holder'), JSON.stringify({ ...holderNow(process.pid), ...holder }));
}

/** Longer than a start takes on any machine, shorter than a builder counts as alive that says nothing. */
const AT_ONCE_MS = 25_000;

const mustBuild = (): Promise<void> => withBuildLock(() => Promise.resolve(), lock);

test('one build waits for another, and leaves no lock behind', async () => {
	const order: string[] = [];
	const build = (name: string) => async (): Promise<void> => {
		order.push(`${name} begins`);
		await new Promise((resolve) => setTimeout(resolve, 150));
		order.push(`${name} ends`);
	};
	await Promise.all([withBuildLock(build('a'), lock), withBuildLock(build('b'), lock)]);
	const [first, second] = order[0] === 'a begins' ? ['a', 'b'] : ['b', 'a'];
	expect(order).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
	expect(existsSync(lock)).toBe(false);
});

test.each<[string, Partial<Holder>]>([
	['a dead process', { pid: DEAD }],
	['a dead process whose number another one has got', { start: '1' }],
	['this machine before its last start', { system: 'another boot' }]
])(
	'a lock that %s has left is taken over at once',
	async (_whose, holder) => {
		await leaveLock(holder);
		await mustBuild();
		expect(await readdir(join(root, 'build'))).toEqual([]);
	},
	AT_ONCE_MS
);

test.each([
	['without anything in it', async () => await mkdir(lock, { recursive: true })],
	[
		'of an older version',
		async () => {
			await mkdir(lock, { recursive: true });
			await writeFile(join(lock, 'pid'), String(process.pid));
		}
	]
])(
	'a lock %s was left by a crash',
	async (_what, leave) => {
		await leave();
		await mustBuild();
	},
	AT_ONCE_MS
);

test('a builder on another machine counts as long as it shows life', async () => {
	await leaveLock({ host: 'elsewhere', system: 'elsewhere', pid: DEAD });
	let hasBuilt = false;
	const building = mustBuild().then(() => (hasBuilt = true));
	await new Promise((resolve) => setTimeout(resolve, 400));
	expect(hasBuilt).toBe(false);
	const longAgo = new Date(Date.now() - 31_000);
	await utimes(join(lock, 'holder'), longAgo, longAgo);
	await building;
});

test('of many processes that find a left lock at the same moment one builds at a time', async () => {
	const rounds = 8;
	const locks = Array.from({ length: rounds }, (_, round) => join(root, String(round)));
	for (const each of locks) await leaveLock({ pid: DEAD }, each);
	const program = `import { rmSync, writeFileSync } from 'node:fs';
		import { withBuildLock } from './pocketbase/serve/build-lock.ts';
		for (const [round, lock] of ${JSON.stringify(locks)}.entries()) {
			while (Date.now() < Number(process.argv[1]) + round * 400);
			await withBuildLock(async () => {
				writeFileSync(lock + '.building', '', { flag: 'wx' });
				await new Promise((resolve) => setTimeout(resolve, 120));
				rmSync(lock + '.building');
			}, lock);
		}`;
	const args = ['--import', 'tsx', '--input-type=module', '-e', program];
	const startMs = String(Date.now() + 2_000);
	const rivals = Array.from({ length: 3 }, () =>
		spawn(process.execPath, [...args, startMs], { cwd: repoDir, stdio: 'ignore' })
	);
	const ends = await Promise.all(rivals.map((rival) => once(rival, 'close')));
	expect(ends.map(([code]) => code as unknown)).toEqual([0, 0, 0]);
	expect(await readdir(root)).toEqual([]);
}, 240_000);
