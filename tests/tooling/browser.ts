import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Fault } from '../../pocketbase/serve/fault';
import { chromiumPath } from '../e2e-browser';

/** What the browser suite needs from the system: file that proves it, Debian's package. */
const needed: readonly { file: string; debianPackage: string }[] = [
	{ file: chromiumPath, debianPackage: 'chromium' },
	{ file: '/usr/share/fonts/opentype/noto', debianPackage: 'fonts-noto-cjk' }
];

/** Installs Debian's browser and Chinese font when this account may; says what to do when not. */
export function ensureBrowser(log: (line: string) => void): void {
	const missing = needed.filter(({ file }) => !existsSync(file)).map((one) => one.debianPackage);
	if (missing.length === 0) return;
	const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
	if (process.getuid?.() !== 0) {
		throw new Fault(
			`The browser suite needs ${missing.join(' and ')}.`,
			`Run: sudo apt-get update && sudo ${command} (elsewhere: install them by hand and set MUSTER_CHROMIUM).`
		);
	}
	log(`Installing ${missing.join(' and ')} …`);
	for (const line of ['apt-get update', command]) {
		const [program = '', ...args] = line.split(' ');
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
		if (status !== 0) {
			throw new Fault(`"${line}" failed.`, 'Install the packages by hand and try again.');
		}
	}
}
