import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../pocketbase/serve/fault';
import { chromiumPath, firefoxPath } from '../e2e-browser';

type Log = (line: string) => void;
type Need = {
	readonly debianPackage: string;
	readonly isThere: () => boolean;
};

const CHROMIUM = file(chromiumPath, 'chromium');
const FONTS = file('/usr/share/fonts/opentype/noto', 'fonts-noto-cjk');

/** What is needed from the system, by suite. */
const NEEDED: Readonly<Record<string, readonly Need[]>> = {
	bench: [CHROMIUM, FONTS],
	e2e: [CHROMIUM, FONTS],
	engines: [
		CHROMIUM,
		FONTS,
		program('chromedriver', 'chromium-driver'),
		file(firefoxPath, 'firefox-esr'),
		program('WebKitWebDriver', 'webkit2gtk-driver'),
		program('gjs', 'gjs'),
		library('girepository-1.0/WebKit2-4.1.typelib', 'gir1.2-webkit2-4.1'),
		program('Xvfb', 'xvfb')
	]
};

const PROXIES: readonly Need[] = [
	file('/usr/bin/caddy', 'caddy'),
	file('/usr/sbin/nginx', 'nginx-light'),
	file('/usr/bin/openssl', 'openssl')
];

/** Installs Debian's browsers and Chinese font when this account may; says what to do when not. */
export function ensureBrowsers(suites: readonly string[], log: Log): void {
	const missing = missingOf(new Set(suites.flatMap((suite) => NEEDED[suite] ?? [])));
	if (missing.length === 0) return;
	if (!isRoot())
		throw new Fault(
			`The browser suites need ${missing.join(', ')}.`,
			`Run: sudo apt-get update && sudo ${installing(missing)} (elsewhere: install them by hand and set MUSTER_CHROMIUM and MUSTER_FIREFOX).`
		);
	install(missing, log);
}

/**
 * Installs the proxies that Muster is tried behind, in CI alone: elsewhere Debian would start them.
 * The suite skips those that are not there.
 */
export function ensureProxies(log: Log): void {
	const missing = missingOf(PROXIES);
	if (missing.length === 0) return;
	if (process.env['CI'] !== undefined && isRoot()) install(missing, log);
	else log(`Skipped behind a proxy; to try it: ${installing(missing)}`);
}

const missingOf = (needs: Iterable<Need>): string[] =>
	[...needs].filter((one) => !one.isThere()).map((one) => one.debianPackage);
const installing = (packages: readonly string[]): string =>
	`apt-get install -y --no-install-recommends ${packages.join(' ')}`;
const isRoot = (): boolean => process.getuid?.() === 0;

function install(packages: readonly string[], log: Log): void {
	log(`Installing ${packages.join(', ')} …`);
	for (const line of ['apt-get update', installing(packages)]) {
		const [tool = '', ...args] = line.split(' ');
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		const { status } = spawnSync(tool, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
		if (status !== 0) {
			throw new Fault(`"${line}" failed.`, 'Install the packages by hand and try again.');
		}
	}
}

function file(path: string, debianPackage: string): Need {
	return { debianPackage, isThere: () => existsSync(path) };
}

/** One that is started by its name. */
function program(name: string, debianPackage: string): Need {
	const folders = (process.env['PATH'] ?? '').split(':');
	return { debianPackage, isThere: () => folders.some((dir) => existsSync(join(dir, name))) };
}

/** @param path below the system's folder of libraries or, in Debian, below that of its processor */
function library(path: string, debianPackage: string): Need {
	const isThere = (): boolean =>
		['.', ...readdirSync('/usr/lib')].some((dir) => existsSync(join('/usr/lib', dir, path)));
	return { debianPackage, isThere };
}
