import { DENIED, deny } from './answers';

const HASHES_KEY = 'muster:script-hashes';
const PUBLIC_DIR = 'MUSTER_PUBLIC_DIR';
const PAGE = 'index.html';
const IMMUTABLE = '/_app/immutable/';
const YEAR_SECONDS = 31_536_000;
const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const HEADERS = {
	'Referrer-Policy': 'same-origin',
	'X-Content-Type-Options': 'nosniff',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Permissions-Policy':
		'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()'
};

/** Nothing answers here: without this route an unknown path of the API would get the page. */
export function unknownApi(e: core.RequestEvent): void {
	deny(e, DENIED.missing);
}

/** A file of the app, or its one page for a path that could be a page of it. */
export function sendPage(e: core.RequestEvent): void {
	const path = e.request?.url?.path ?? '/';
	const files = $os.dirFS($os.getenv(PUBLIC_DIR));
	const headers = e.response.header();
	for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
	headers.set('Content-Security-Policy', contentPolicy(e.app));
	headers.set('Cache-Control', cacheControl(path));
	try {
		e.fileFS(files, isPage(path) ? PAGE : path.slice(1));
	} catch {
		headers.set('Cache-Control', 'no-store');
		deny(e, DENIED.missing);
	}
}

/** Files have an extension or live under `/_app/`; everything else is the app's to route. */
function isPage(path: string): boolean {
	return !path.startsWith('/_app/') && !/\.[^/]+$/.test(path);
}

function cacheControl(path: string): string {
	return path.startsWith(IMMUTABLE)
		? `public, max-age=${String(YEAR_SECONDS)}, immutable`
		: 'no-cache';
}

function contentPolicy(app: core.App): string {
	const hashes: unknown = app.store().get(HASHES_KEY);
	return [
		`default-src 'self'`,
		`script-src 'self'${typeof hashes === 'string' ? hashes : ''}`,
		`style-src 'self' 'unsafe-inline'`,
		`img-src 'self' data: blob:`,
		`connect-src 'self'`,
		`worker-src 'self'`,
		`object-src 'none'`,
		`base-uri 'none'`,
		`form-action 'self'`,
		`frame-ancestors 'none'`
	].join('; ');
}

/** Reads the page once and remembers which inline scripts it may run: those it was built with. */
export function rememberScripts(app: core.App): void {
	const file = $filepath.join($os.getenv(PUBLIC_DIR), PAGE);
	const page = readText(file);
	const scripts = Array.from(page.matchAll(INLINE_SCRIPT), (match) => match[1] ?? '');
	const hashes = scripts.map((script) => ` 'sha256-${base64OfHex($security.sha256(script))}'`);
	app.store().set(HASHES_KEY, hashes.join(''));
}

/** '' where there is no page, as in a test of the API alone. */
function readText(file: string): string {
	try {
		return toString($os.readFile(file));
	} catch {
		return '';
	}
}

function base64OfHex(hex: string): string {
	let text = '';
	for (let at = 0; at < hex.length; at += 6) {
		const part = hex.slice(at, at + 6);
		const bits = parseInt(part.padEnd(6, '0'), 16);
		for (let i = 0; i < 4; i++)
			text += i <= part.length / 2 ? BASE64.charAt((bits >> (18 - 6 * i)) & 63) : '=';
	}
	return text;
}
