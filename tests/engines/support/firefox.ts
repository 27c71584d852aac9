import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { firefoxPath } from '../../e2e-browser';
import { ProcessGroup } from '../../process-group';
import { LANGUAGE, PLACE, SCREEN, type Launch } from './engine';
import { MarionetteWire } from './marionette-wire';

const LISTENING = /\bMarionette\b.*\bListening on port (\d+)/;

const PREFERENCES = { 'marionette.port': 0, 'intl.accept_languages': LANGUAGE };

/** What it says of a load that its worker answers while the page is left. */
const CUT_SHORT = /A ServiceWorker intercepted the request and encountered an unexpected error/;

/** For the browser's own console, where what pages throw and break ends up. */
const READ_CONSOLE = `
	const done = arguments[arguments.length - 1];
	const said = Services.console.getMessageArray().filter((one) => one instanceof Ci.nsIScriptError);
	const errors = said.filter((one) => one.logLevel === Ci.nsIConsoleMessage.error);
	const ofPages = errors.filter((one) => one.sourceName.startsWith('http:'));
	done(ofPages.map((one) => one.errorMessage));
`;

/** Debian's Firefox, by the driver that is built into it. */
export const launchFirefox: Launch = async (profileDir) => {
	const lines = Object.entries(PREFERENCES).map(
		([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`
	);
	await writeFile(join(profileDir, 'user.js'), lines.join(''));
	const own = ['--marionette', '--remote-allow-system-access', '--headless', '--no-remote'];
	const firefox = ProcessGroup.start(firefoxPath, [...own, '--profile', profileDir], PLACE);
	const wire = await MarionetteWire.open(Number(await firefox.hear(LISTENING)));
	await wire.ask('WebDriver:SetWindowRect', SCREEN);
	return {
		wire,
		complaints: async () => {
			await wire.ask('Marionette:SetContext', { value: 'chrome' });
			const heard = await wire.send('run', { script: READ_CONSOLE, args: [] });
			await wire.ask('Marionette:SetContext', { value: 'content' });
			return v.parse(v.array(v.string()), heard).filter((line) => !CUT_SHORT.test(line));
		},
		kill: () => firefox.kill()
	};
};
