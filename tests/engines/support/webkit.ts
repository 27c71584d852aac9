import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { ProcessGroup } from '../../process-group';
import { freePort } from '../../server/free-port';
import { LANGUAGE, PLACE, SCREEN, type Launch } from './engine';
import { HttpWire } from './http-wire';

const WINDOW = fileURLToPath(new URL('webkit-window.js', import.meta.url));
const COMPLAINT = /CONSOLE (?:\w+ )*ERROR (.*)$/;
/** A load that its page was left during; a hint that other engines know. */
const HARMLESS = /due to access control checks|Viewport argument key "interactive-widget"/;

/** WebKitGTK, by its own driver, on a screen of its own that nobody sees. */
export const launchWebkit: Launch = async (profileDir) => {
	// `-displayfd 1` has it choose a display, and print its number.
	const screen = ProcessGroup.start('Xvfb', ['-displayfd', '1', '-nolisten', 'tcp']);
	const display = await screen.hear(/^(\d+)$/);
	const port = await freePort();
	const driver = ProcessGroup.start('WebKitWebDriver', [`--port=${port}`], {
		...PLACE,
		DISPLAY: `:${display}`
	});
	const url = `http://127.0.0.1:${port}`;
	await expect(() => fetch(`${url}/status`)).toPass();
	const wire = await HttpWire.open(url, {
		'webkitgtk:browserOptions': {
			binary: '/usr/bin/gjs',
			args: ['-m', WINDOW, profileDir, LANGUAGE, String(SCREEN.width), String(SCREEN.height)]
		}
	});
	return {
		wire,
		complaints: () =>
			Promise.resolve(
				driver.said
					.flatMap((line) => COMPLAINT.exec(line)?.[1] ?? [])
					.filter((line) => !HARMLESS.test(line))
			),
		kill: async () => {
			await driver.kill();
			// In order, so that it takes its socket away with it.
			await screen.kill('SIGTERM');
		}
	};
};
