import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { demoPassword } from '../../../pocketbase/serve/demo-accounts.table';
import { describeFailure } from '../../../pocketbase/serve/fault';
import { repoDir } from '../../../pocketbase/serve/paths';
import { freePort } from '../../server/free-port';
import { startMuster } from '../../server/start';
import { ensureBrowsers } from '../../tooling/system-packages';
import { fillSignIn, launchOptions, withBrowser } from '../harness/browser';
import { machine } from '../harness/machine';
import { printed, store, type Measured } from './report';
import { LIGHTHOUSE, runLighthouse } from './run';
import { serveShell } from './shell';

/**
 * Lighthouse on the built app, served by a real server with the demo organisation: the sign-in seen for
 * the first time, Today and the board as they are when somebody signed in comes back, and the bare
 * shell, in turn.
 */
const ROUNDS = 5;

type Target = {
	readonly name: string;
	readonly url: string;
	/** what the browser has kept of an earlier visit; null for none */
	readonly profile: string | null;
};

/** Signs in and waits until the pages are on the device, as a person's phone has them. */
async function keep(profile: string, url: string, email: string, path: string): Promise<Target> {
	const context = await chromium.launchPersistentContext(profile, launchOptions);
	try {
		const page = context.pages()[0] ?? (await context.newPage());
		await page.goto(`${url}/login`);
		await (await fillSignIn(page, email, demoPassword)).click();
		await page.waitForURL(/\/(today|board)/);
		await page.goto(`${url}${path}`);
		await page.locator('[data-sync="synced"], [data-sync="choice"]').first().waitFor();
		await page.evaluate(() => navigator.serviceWorker.ready);
		await page.reload();
		await page.locator('[data-sync="synced"], [data-sync="choice"]').first().waitFor();
	} finally {
		await context.close();
	}
	return { name: path, url: `${url}${path}`, profile };
}

async function measure(rounds: number): Promise<Measured[]> {
	const muster = await startMuster({ demo: true });
	const dir = await mkdtemp(join(tmpdir(), 'muster-lighthouse-'));
	const port = await freePort();
	try {
		return await withBrowser(async (open) => {
			const page = await (await open({ baseURL: muster.url })).newPage();
			await page.goto('/login');
			await page.getByRole('button', { name: /^(登录|Sign in)$/ }).waitFor();
			const shell = await serveShell(page, port);
			try {
				const targets: Target[] = [
					{ name: 'bare shell', url: shell.url, profile: null },
					{ name: '/login', url: `${muster.url}/login`, profile: null },
					await keep(join(dir, 'staff'), muster.url, 'staff@demo.test', '/today'),
					await keep(join(dir, 'lead'), muster.url, 'lead@demo.test', '/board')
				];
				return await inTurn(targets, rounds);
			} finally {
				await shell.stop();
			}
		});
	} finally {
		await muster.stop();
		await rm(dir, { recursive: true, force: true });
	}
}

async function inTurn(targets: readonly Target[], rounds: number): Promise<Measured[]> {
	const measured = targets.map(({ name, profile }) => ({
		...{ name, isKept: profile !== null },
		scores: [] as Measured['scores'][number][]
	}));
	for (let round = 0; round < rounds; round++)
		for (const [at, { name, url, profile }] of targets.entries()) {
			const score = await runLighthouse(url, profile);
			measured[at]?.scores.push(score);
			say(`${String(round + 1)} ${name}: ${Object.values(score.categories).join(' ')}`);
		}
	return measured;
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
	const isQuick = process.argv.includes('--quick');
	ensureBrowsers(['bench'], say);
	const startedAt = new Date();
	const measured = await measure(isQuick ? 1 : ROUNDS);
	const seconds = (Date.now() - startedAt.getTime()) / 1_000;
	const run = { at: startedAt.toISOString(), machine: machine(), seconds, lighthouse: LIGHTHOUSE };
	say(`\n${printed(measured)}\n`);
	if (isQuick) {
		say('Not stored: only a whole run is.');
		return;
	}
	await store(join(repoDir, 'docs', 'bench', 'lighthouse'), { ...run, pages: measured });
	say('Stored in docs/bench/lighthouse.');
}

try {
	await main();
	process.exit(0);
} catch (error) {
	process.stderr.write(describeFailure(error));
	process.exit(1);
}
