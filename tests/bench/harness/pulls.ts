import * as v from 'valibot';
import type { Mark } from '$lib/domain/mark';
import { PROTO, PullAnswerSchema } from '$lib/domain/protocol/wire';
import type { HttpClient } from './http';
import { sum } from './stats';
import type { Phone } from './taps';

export const PULL = '/api/muster/pull';

export type Cursors = Record<string, number>;
export type Cold = {
	readonly ms: number;
	readonly wireBytes: number;
	readonly requests: number;
	readonly rows: number;
	readonly cursors: Cursors;
	readonly seen: Mark;
	/** of the project's own rows, oldest first */
	readonly seqs: readonly number[];
};

export function pullBody(device: string, cursors: Cursors, seen: Mark | null): string {
	return JSON.stringify({ proto: PROTO, device, seen, cursors });
}

/** Everything a phone that holds nothing gets, page after page. */
export async function pullCold(
	client: HttpClient,
	phone: Phone,
	from: Cursors = {}
): Promise<Cold> {
	const { token, device, project } = phone;
	let cursors = from;
	let seen: Mark | null = null;
	let [ms, wireBytes, requests, rows] = [0, 0, 0, 0];
	const seqs: number[] = [];
	for (;;) {
		const body = pullBody(device, cursors, seen);
		const sent = await client.send({ path: PULL, token, body, gzip: true });
		const answer = v.parse(PullAnswerSchema, JSON.parse(sent.text));
		if (!('spaces' in answer)) throw new Error('a pull from nothing was told to start again');
		ms += sent.ms;
		wireBytes += sent.wireBytes;
		requests++;
		rows += rowsIn(answer.spaces);
		seqs.push(...(answer.spaces[`p:${project}`]?.rows ?? []).map((row) => row[2]));
		const moved = Object.entries(answer.spaces).map(([space, page]) => [space, page.to] as const);
		cursors = { ...cursors, ...Object.fromEntries(moved) };
		seen = answer.head;
		if (!answer.more) break;
	}
	seqs.sort((a, b) => a - b);
	return { ms, wireBytes, requests, rows, cursors, seen, seqs };
}

export function rowsIn(
	spaces: Readonly<Record<string, { readonly rows: readonly unknown[] }>>
): number {
	return sum(Object.values(spaces).map((page) => page.rows.length));
}
