import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './tests/e2e-browser';

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.test.ts',
	fullyParallel: true,
	forbidOnly: process.env['CI'] !== undefined,
	retries: 0,
	workers: 2,
	timeout: 60_000,
	use: {
		browserName: 'chromium',
		launchOptions: { executablePath: chromiumPath, args: [...chromiumArgs] },
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		trace: 'retain-on-failure'
	}
});
