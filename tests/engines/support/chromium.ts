import * as v from 'valibot';
import { chromiumArgs, chromiumPath } from '../../e2e-browser';
import { ProcessGroup } from '../../process-group';
import { LANGUAGE, PLACE, SCREEN, type Launch } from './engine';
import { HttpWire } from './http-wire';

const LISTENING = /started successfully on port (\d+)/;

const Log = v.array(v.object({ level: v.string(), message: v.string() }));

/** Debian's Chromium, by its own driver. */
export const launchChromium: Launch = async (profileDir) => {
	const driver = ProcessGroup.start('chromedriver', ['--port=0'], PLACE);
	const port = await driver.hear(LISTENING);
	const own = ['--headless=new', `--accept-lang=${LANGUAGE}`, `--user-data-dir=${profileDir}`];
	const wire = await HttpWire.open(`http://127.0.0.1:${port}`, {
		'goog:chromeOptions': {
			binary: chromiumPath,
			args: [...chromiumArgs, ...own],
			mobileEmulation: { deviceMetrics: { ...SCREEN, pixelRatio: 2, touch: true } }
		},
		'goog:loggingPrefs': { browser: 'SEVERE' }
	});
	// Each answer has only what came since the last one.
	const heard: string[] = [];
	return {
		wire,
		complaints: async () => {
			const log = v.parse(Log, await wire.ask('POST', '/se/log', { type: 'browser' }));
			heard.push(...log.map(({ message }) => message));
			return heard;
		},
		kill: () => driver.kill()
	};
};
