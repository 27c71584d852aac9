import { DENIED, type Denial } from './answers';

/** The most that a push or pull may weigh: fifty ops of 16 kB and their frame. */
const MAX_BODY_BYTES = 1 << 20;

export type Body =
	| { readonly kind: 'ok'; readonly value: Readonly<Record<string, unknown>> }
	| { readonly kind: 'denied'; readonly denial: Denial };

/** Reads a body of JSON, an object, and never more of it than the limit. */
export function readBody(e: core.RequestEvent): Body {
	const bytes = bytesOf(e);
	if (bytes === null) return { kind: 'denied', denial: DENIED.invalid };
	if (bytes.length > MAX_BODY_BYTES) return { kind: 'denied', denial: DENIED.tooLarge };
	const value = parseJson(toString(bytes));
	return isRecord(value) ? { kind: 'ok', value } : { kind: 'denied', denial: DENIED.invalid };
}

/** null where the asker has gone before all of it had come */
function bytesOf(e: core.RequestEvent): number[] | null {
	try {
		return toBytes(e.request?.body, MAX_BODY_BYTES + 1);
	} catch {
		return null;
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
