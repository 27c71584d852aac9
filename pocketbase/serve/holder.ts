import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { startOf, thisSystem } from './process-identity';

/** The process that has a lock. Versions before this one wrote its number alone. */
const Holder = v.object({
	/** another one for each claim */
	claim: v.string(),
	host: v.string(),
	system: v.string(),
	pid: v.number(),
	/** when that process began: after a restart something else may have its number */
	start: v.optional(v.string())
});
export type Holder = v.InferOutput<typeof Holder>;

/** A fresh claim of a process of this system. */
export function holderNow(pid: number): Holder {
	const start = startOf(pid);
	const started = start === undefined ? {} : { start };
	return { claim: randomUUID(), host: hostname(), system: thisSystem(), pid, ...started };
}

/** undefined for text of another shape */
export function parseHolder(text: string): Holder | undefined {
	try {
		const parsed = v.safeParse(Holder, JSON.parse(text));
		return parsed.success ? parsed.output : undefined;
	} catch {
		return undefined;
	}
}
