import { defineConfig, devices } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './tests/e2e-browser';

const desktopSafariTablet = devices['iPad (gen 11)'];

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.test.ts',
	fullyParallel: true,
	forbidOnly: process.env['CI'] !== undefined,
	retries: 0,
	workers: 2,
	timeout: 60_000,
	use: {
		launchOptions: { executablePath: chromiumPath, args: [...chromiumArgs] },
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		trace: 'retain-on-failure'
	},
	projects: [
		{ name: 'phone', use: devices['Pixel 7'] },
		{
			name: 'tablet',
			use: { ...desktopSafariTablet, defaultBrowserType: 'chromium', browserName: 'chromium' }
		}
	]
});
