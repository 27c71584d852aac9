import { begin, end, lastHeardMs, type End, type Limit } from './lockout';

/** One line of attempts that count together. */
export type Line = { readonly key: string; readonly limit: Limit };

/** What the keys of all lines begin with. */
export const ATTEMPTS = 'sign-in:';
/** Entries in the app's store above which old lines go; each is about 150 bytes. */
const MOST_ENTRIES = 20_000;

/** One place: an address, and with IPv6 the network, as one machine has many there. */
export function placeOf(address: string): string {
	const mapped = address.startsWith('0000:0000:0000:0000:0000:ffff:');
	return address.includes(':') && !mapped ? address.split(':').slice(0, 4).join(':') : address;
}

/** @returns 0 when the attempt has been counted in on every line, else for how long none may be made */
export function enter(app: core.App, lines: readonly Line[]): number {
	const nowMs = Date.now();
	if (app.store().length() > MOST_ENTRIES) forgetOldest(app, nowMs);
	const entered: Line[] = [];
	for (const line of lines) {
		let waitMs = 0;
		change(app, line.key, (text) => {
			const tried = begin(text, line.limit, nowMs);
			({ waitMs } = tried);
			return tried.text;
		});
		if (waitMs > 0) {
			leave(app, entered, 'unknown');
			return waitMs;
		}
		entered.push(line);
	}
	return 0;
}

/** An attempt that `enter` has let in is over. */
export function leave(app: core.App, lines: readonly Line[], how: End): void {
	for (const { key, limit } of lines) change(app, key, (text) => end(text, limit, how, Date.now()));
}

/** Whatever was mistyped on this line: somebody has got it right since. */
export function forgive(app: core.App, { key }: Line): void {
	app.store().remove(key);
}

function change(app: core.App, key: string, to: (text: string) => string): void {
	app.store().setFunc(key, (old: unknown) => to(typeof old === 'string' ? old : ''));
}

/** Makes room: lines that say nothing any more, and the older half of the others. */
function forgetOldest(app: core.App, nowMs: number): void {
	const lines = Object.entries(app.store().getAll())
		.filter(([key]) => key.startsWith(ATTEMPTS))
		.map(([key, text]) => ({ key, lastMs: lastHeardMs(String(text), nowMs) }))
		.sort((a, b) => a.lastMs - b.lastMs);
	const silent = lines.filter(({ lastMs }) => lastMs === 0).length;
	const until = Math.max(silent, Math.ceil(lines.length / 2));
	for (const { key } of lines.slice(0, until)) app.store().remove(key);
}
