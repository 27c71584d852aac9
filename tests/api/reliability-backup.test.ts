import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from '$lib/domain/parse';
import { MarkSchema, OpSchema, PushAnswerSchema, ResultSchema } from '$lib/domain/protocol/wire';
import { repoDir } from '../../pocketbase/serve/paths';
import { freePort } from '../server/free-port';
import { launch, type Launched } from '../server/launch';
import { Client, Phone, asRecord } from './support/client';
import { personId } from './support/factory';
import { sql } from './support/site';

/** A backup by the version before the second migration, and what phones held at that moment. */
const DATED = join(repoDir, 'tests', 'fixtures', 'data-2026-11');
const SUPERUSER = { identity: 'root@muster.test', password: 'muster-test-root' };
const Phones = v.array(
	v.object({
		name: v.string(),
		device: v.string(),
		seen: MarkSchema,
		cursors: v.record(v.string(), v.number()),
		ops: v.array(OpSchema),
		results: v.array(ResultSchema),
		unsent: OpSchema
	})
);

let dataRoot: string;
let port: number;
let running: Launched | undefined;
let root: Client;
beforeAll(async () => {
	dataRoot = await mkdtemp(join(tmpdir(), 'muster-backup-'));
	port = await freePort();
});
afterAll(async () => {
	await running?.stop();
	await rm(dataRoot, { recursive: true, force: true });
});

/** What a launcher that ends by itself says. */
async function ended(...args: string[]): Promise<{ code: number | null; said: string }> {
	const launched = launch(args, { dataRoot, port: await freePort() });
	const { code } = await launched.settled;
	if (code === null) await launched.stop();
	return { code, said: launched.said() };
}

async function serve(...args: string[]): Promise<void> {
	running = launch(args, { dataRoot, port });
	expect(await running.settled, running.said()).toEqual({ code: null });
	const nobody = new Client(`http://127.0.0.1:${String(port)}`, null);
	const path = '/api/collections/_superusers/auth-with-password';
	root = new Client(nobody.url, String((await nobody.mustSend('POST', path, SUPERUSER))['token']));
}

test('without a backup the launcher says so, and how to use one from elsewhere', async () => {
	for (const flag of ['--backups', '--restore']) {
		const { code, said } = await ended(flag);
		expect(said).toContain('There is no backup in');
		expect(code).toBe(0);
	}
});

test('a backup that is damaged is refused, and the folder is as it was', async () => {
	const whole = await readFile(`${DATED}.zip`);
	const damaged = join(dataRoot, 'damaged.zip');
	await writeFile(
		damaged,
		Buffer.concat([whole.subarray(0, 5000), Buffer.alloc(400), whole.subarray(5400)])
	);
	const { code, said } = await ended('--restore', damaged);
	expect(said).toContain('is not a backup of Muster that can be restored');
	expect(code).toBe(1);
	await rm(damaged);
	expect((await readdir(dataRoot)).filter((name) => name.startsWith('pb-'))).toEqual([]);
});

test('this version starts on data of November 2026 and their phones go on', async () => {
	const file = join(dataRoot, 'from-another-machine.zip');
	await copyFile(`${DATED}.zip`, file);
	await serve('--restore', file);
	const phones = v.parse(Phones, JSON.parse(await readFile(`${DATED}.json`, 'utf8')));
	const known = phones.flatMap(({ ops }) => ops.map(({ id }) => id));
	expect(await sql(root, 'SELECT id FROM ops ORDER BY id')).toEqual(known.sort().map((id) => [id]));
	for (const { name, device, seen, cursors, ops, results, unsent } of phones) {
		const path = `/api/collections/people/impersonate/${personId(name)}`;
		const { token } = await root.mustSend('POST', path, { duration: 600 });
		const phone = new Phone(
			new Client(root.url, String(token)),
			personId(name),
			`${name} in 2026-11`
		);
		expect(phone.device).toBe(device);
		const answer = parse(PushAnswerSchema, (await phone.sendPush([...ops, unsent], { seen })).body);
		if (!answer || !('results' in answer)) throw new Error('a phone of that time must start over');
		expect(answer.results.slice(0, ops.length)).toEqual(results);
		expect(answer.results.at(-1)?.outcome).not.toBe('later');
		const news = await phone.pull(cursors, [], seen);
		expect(news.timeline).toBe(true);
		expect(news.rows.length).toBeLessThan(30);
	}
	expect(await sql(root, 'SELECT count(*) FROM ops')).toEqual([
		[String(known.length + phones.length)]
	]);
});

test('backups are planned by default, and a plan of somebody’s own is left alone', async () => {
	const plan = asRecord((await root.mustSend('GET', '/api/settings'))['backups']);
	expect(plan).toMatchObject({ cron: '0 19 * * *', cronMaxKeep: 14 });
	await root.mustSend('PATCH', '/api/settings', { backups: { cron: '0 1 * * 0', cronMaxKeep: 3 } });
	await sql(root, `DELETE FROM _migrations WHERE file LIKE '%nightly_backups%'`);
	await running?.stop();
	await serve();
	const again = asRecord((await root.mustSend('GET', '/api/settings'))['backups']);
	expect(again).toMatchObject({ cron: '0 1 * * 0', cronMaxKeep: 3 });
});

test('a backup of a newer version is refused with its name', async () => {
	await sql(
		root,
		`INSERT INTO _migrations (file, applied) VALUES ('1999999999_from_the_future.js', 1)`
	);
	await root.mustSend('POST', '/api/backups', { name: 'newer.zip' });
	await running?.stop();
	running = undefined;
	expect((await ended('--backups')).said).toMatch(/^ .* MB {2}newer\.zip$/m);
	const { code, said } = await ended('--restore', 'newer');
	expect(said).toContain('newer version of Muster (it has 1999999999_from_the_future.js)');
	expect(code).toBe(1);
	expect((await readdir(dataRoot)).filter((name) => name.includes('restoring'))).toEqual([]);
});
