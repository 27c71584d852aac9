import { DENIED, deny } from './answers';

const HASHES_KEY = 'muster:script-hashes';
const PUBLIC_DIR = 'MUSTER_PUBLIC_DIR';
const PAGE = 'index.html';
const IMMUTABLE = '/_app/immutable/';
const YEAR_SECONDS = 31_536_000;
const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Smallest first. */
const PACKINGS = [
	['br', '.br'],
	['gzip', '.gz']
] as const;
/** Of what is packed: its own ending hides what it is. */
const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.json': 'application/json',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.webmanifest': 'application/manifest+json'
};

const HEADERS = {
	'Referrer-Policy': 'same-origin',
	'X-Content-Type-Options': 'nosniff',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Permissions-Policy':
		// A photo is taken by the phone's own camera app, a voice note by the page itself.
		'camera=(), geolocation=(), microphone=(self), payment=(), usb=(), browsing-topics=()'
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
	const file = isPage(path) ? PAGE : path.slice(1);
	if (sendPacked(e, files, file)) return;
	try {
		e.fileFS(files, file);
	} catch {
		headers.set('Cache-Control', 'no-store');
		deny(e, DENIED.missing);
	}
}

/** As the build has packed it, where the browser understands that; false when there is no such file. */
function sendPacked(
	e: core.RequestEvent,
	files: ReturnType<typeof $os.dirFS>,
	file: string
): boolean {
	const type = TYPES[/\.[^./]+$/.exec(file)?.[0] ?? ''];
	if (type === undefined) return false;
	const headers = e.response.header();
	headers.set('Vary', 'Accept-Encoding');
	const accepted = e.request?.header.get('Accept-Encoding') ?? '';
	for (const [coding, ending] of PACKINGS) {
		if (!accepts(accepted, coding)) continue;
		headers.set('Content-Encoding', coding);
		headers.set('Content-Type', type);
		try {
			e.fileFS(files, file + ending);
			return true;
		} catch {
			headers.del('Content-Encoding');
			headers.del('Content-Type');
		}
	}
	return false;
}

/** @param accepted `gzip, br;q=0` */
function accepts(accepted: string, coding: string): boolean {
	return accepted.split(',').some((part) => {
		const [name, weight = ''] = part.split(';');
		return name?.trim() === coding && !/^\s*q=0(\.0*)?\s*$/.test(weight);
	});
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
		`media-src 'self' blob:`,
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
