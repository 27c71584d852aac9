import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { migrationsDir } from '../../../pocketbase/serve/paths';
import { findPocketBase, realSurroundings } from '../../../pocketbase/serve/pocketbase-binary';
import { startServer } from '../../../pocketbase/serve/server';
import { HttpClient } from './http';

export type Superuser = { readonly email: string; readonly password: string };

/** PocketBase as it comes, on a copy of the same data: same tables, indexes and triggers, no hooks. */
export type Stock = {
	readonly url: string;
	readonly port: number;
	/** of its superuser */
	readonly token: string;
	stop(): Promise<void>;
	/** Ends it as a power cut would; the data stay for `restart`. */
	kill9(): Promise<void>;
	restart(): Promise<void>;
};

const Session = v.object({ token: v.string() });

/** @param from the folder of a server that is not writing now */
export async function startStock(from: string, superuser: Superuser, port: number): Promise<Stock> {
	const dir = await mkdtemp(join(tmpdir(), 'muster-stock-'));
	const binary = await findPocketBase(realSurroundings(() => undefined));
	const [dataDir, hooksDir, publicDir] = [join(dir, 'pb'), join(dir, 'hooks'), join(dir, 'public')];
	await cp(from, dataDir, { recursive: true, filter: (path) => !path.endsWith('-shm') });
	await Promise.all([hooksDir, publicDir].map((path) => mkdir(path)));
	const host = '127.0.0.1';
	const options = { binary, dataDir, hooksDir, migrationsDir, publicDir, host, port };
	let server = await startServer(options);
	const client = new HttpClient(server.url, 1);
	const token = await signInSuperuser(client, superuser);
	client.close();
	return {
		url: server.url,
		port,
		token,
		async stop() {
			await server.stop();
			await rm(dir, { recursive: true, force: true });
		},
		kill9: () => server.kill9(),
		async restart() {
			server = await startServer(options);
		}
	};
}

export async function signInSuperuser(client: HttpClient, who: Superuser): Promise<string> {
	const body = JSON.stringify({ identity: who.email, password: who.password });
	const path = '/api/collections/_superusers/auth-with-password';
	return v.parse(Session, await client.ask({ path, body })).token;
}
