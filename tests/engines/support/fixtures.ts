import { test as base, type TestInfo } from '@playwright/test';
import { Api } from '../../e2e/support/api';
import { startMuster, type Muster } from '../../server/start';
import type { EngineName } from './engine';
import { Line } from './line';
import { Phone } from './phone';

export type EngineOptions = { engine: EngineName };

type Fixtures = {
	/** A real server on its own copy of the demo organisation. */
	muster: Muster;
	/** The same server, asked past the app. */
	api: Api;
	/** What the phone reaches it by. */
	line: Line;
	/** New, in one of the engines. */
	phone: Phone;
};

export const test = base.extend<EngineOptions & Fixtures>({
	engine: ['chromium', { option: true }],
	// Playwright reads the fixtures' names from this pattern.
	muster: async ({}, use) => {
		const muster = await startMuster({ demo: true });
		await use(muster);
		await muster.stop();
	},
	api: async ({ muster }, use) => use(new Api(muster)),
	line: async ({ muster }, use) => {
		const line = await Line.to(muster.port);
		await use(line);
		await line.cut();
	},
	phone: async ({ engine, line }, use, info) => {
		const phone = await Phone.open(engine, line.url, info.outputPath('profile'));
		await use(phone);
		try {
			if (info.status !== info.expectedStatus) await showWhy(phone, info);
		} finally {
			await phone.close();
		}
	}
});

/** What somebody would look at first when the test has failed. */
async function showWhy(phone: Phone, info: TestInfo): Promise<void> {
	await info.attach('screen', { body: await phone.picture(), contentType: 'image/png' });
	const said = (await phone.complaints()).join('\n');
	await info.attach('complaints', { body: said, contentType: 'text/plain' });
}

export { expect } from '@playwright/test';
