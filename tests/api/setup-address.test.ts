import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../server/free-port';
import { launch, type Launched } from '../server/launch';
import { Client } from './support/client';

const ADDRESS = /(http:\S+)\/setup#(\S+)/;

let dataRoot = '';
let running: Launched | undefined;
afterEach(async () => {
	await running?.stop();
	await rm(dataRoot, { recursive: true, force: true });
});

async function start(): Promise<string> {
	running = launch([], { dataRoot, port: await freePort() });
	await running.settled;
	return running.said();
}

test('a start says where an empty server is set up, another code each time, until somebody is there', async () => {
	dataRoot = await mkdtemp(join(tmpdir(), 'muster-start-'));
	const [first] = ADDRESS.exec(await start()) ?? [];
	expect(first).toBeDefined();
	expect(running?.said()).not.toContain('pbinstall');
	await running?.stop();

	const [again, url = '', code = ''] = ADDRESS.exec(await start()) ?? [];
	expect(again?.split('#')[1]).not.toBe(first?.split('#')[1]);
	expect(await readFile(join(dataRoot, 'server.log'), 'utf8')).not.toContain(code);
	await new Client(url, null).mustSend('POST', '/api/muster/setup', {
		code,
		organisation: { name: '华东工厂', timeZone: 'Asia/Shanghai', defaultLanguage: 'zh-CN' },
		admin: { name: '王芳', identity: '20388', password: 'long enough' }
	});
	await running?.stop();

	expect(await start()).not.toMatch(ADDRESS);
});
