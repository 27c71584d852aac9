import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './tests/e2e-browser';
import { ENGINES } from './tests/engines/support/engine';
import type { EngineOptions } from './tests/engines/support/fixtures';

export default defineConfig<EngineOptions>({
	testMatch: '**/*.test.ts',
	fullyParallel: true,
	forbidOnly: process.env['CI'] !== undefined,
	retries: 0,
	workers: 2,
	timeout: 120_000,
	// A queue may wait out a back-off, and the machine may be busy: a test fails because a thing never comes.
	expect: { timeout: 15_000, toPass: { timeout: 15_000 } },
	use: {
		browserName: 'chromium',
		launchOptions: { executablePath: chromiumPath, args: [...chromiumArgs] },
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		trace: 'retain-on-failure'
	},
	projects: [
		{ name: 'e2e', testDir: 'tests/e2e' },
		...ENGINES.map((engine) => ({ name: engine, testDir: 'tests/engines', use: { engine } }))
	]
});
