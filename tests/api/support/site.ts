import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { buildServer } from '../../../pocketbase/serve/build';
import { hooksDir, migrationsDir } from '../../../pocketbase/serve/paths';
import { findPocketBase, realSurroundings } from '../../../pocketbase/serve/pocketbase-binary';
import { runProgram } from '../../../pocketbase/serve/run-tool';
import { commonArgs } from '../../../pocketbase/serve/server';
import type { DemoScript } from '../../../pocketbase/hooks/demo-script';
import { startMuster, type Muster, type StartOptions } from '../../server/start';
import { asRecord, Client, Phone } from './client';
import { factoryAccounts, factoryRows, personId } from './factory';

const quiet = (): void => undefined;

/** A running server with an organisation in it. */
export type Site = {
	readonly muster: Muster;
	readonly root: Client;
	readonly nobody: Client;
	/** A session without a password: hashing one for each test would be most of the suite's time. */
	signIn(name: string): Promise<Client>;
	/** A device of that person; a new one for each name. */
	phone(name: string, device?: string): Promise<Phone>;
	stop(): Promise<void>;
};

const FACTORY: DemoScript = { rows: factoryRows(), accounts: factoryAccounts(), pushes: [] };

/**
 * @param parent where its data are put: a small disk, for instance
 * @param options how it is served; without pages by default
 */
export async function startSite(
	script: DemoScript = FACTORY,
	parent: string = tmpdir(),
	options: StartOptions = { app: false }
): Promise<Site> {
	const dir = await mkdtemp(join(parent, 'muster-api-'));
	const dataDir = join(dir, 'pb');
	const filled = await demoFill(dataDir, script);
	if (filled.code !== 0) throw new Error(filled.output);
	const muster = await startMuster({ ...options, dataDir });
	const nobody = new Client(muster.url, null);
	const root = new Client(muster.url, await superuserToken(muster));
	const sessions = new Map<string, Promise<Client>>();
	const signIn = (name: string): Promise<Client> => {
		const session = sessions.get(name) ?? impersonate(root, name);
		sessions.set(name, session);
		return session;
	};
	return {
		muster,
		root,
		nobody,
		signIn,
		phone: async (name, device = name) => new Phone(await signIn(name), personId(name), device),
		async stop() {
			await muster.stop();
			await rm(dir, { recursive: true, force: true });
		}
	};
}

/** Runs `pocketbase demo-fill` on a data folder. */
export async function demoFill(
	dataDir: string,
	script: DemoScript
): Promise<{ code: number; output: string }> {
	await buildServer(quiet);
	const binary = await findPocketBase(realSurroundings(quiet));
	const dir = await mkdtemp(join(tmpdir(), 'muster-script-'));
	const file = join(dir, 'script.json');
	await writeFile(file, JSON.stringify(script));
	const args = commonArgs({ dataDir, hooksDir, migrationsDir });
	const result = await runProgram(binary, ['demo-fill', file, ...args]);
	await rm(dir, { recursive: true, force: true });
	return result;
}

async function superuserToken({ url, superuser }: Muster): Promise<string> {
	const answer = await new Client(url, null).mustSend(
		'POST',
		'/api/collections/_superusers/auth-with-password',
		{ identity: superuser.email, password: superuser.password }
	);
	return String(answer['token']);
}

async function impersonate(root: Client, name: string): Promise<Client> {
	const path = `/api/collections/people/impersonate/${personId(name)}`;
	const answer = await root.mustSend('POST', path, { duration: 3600 });
	return new Client(root.url, String(answer['token']));
}

/** Whom the server takes for the one who asks; only superusers are told. */
export async function seenAddress(
	{ root }: Pick<Site, 'root'>,
	headers: Record<string, string>
): Promise<unknown> {
	const { body } = await root.send('GET', '/api/health', undefined, headers);
	return asRecord(asRecord(body)['data'])['realIP'];
}

const SqlAnswer = v.object({ rows: v.array(v.array(v.unknown())) });

/** Rows of a SELECT, every value as text; anything else is done and gives none. */
export async function sql(root: Client, query: string): Promise<string[][]> {
	const { rows } = v.parse(SqlAnswer, await root.mustSend('POST', '/api/sql', { query }));
	return rows.map((row) => row.map(String));
}
