import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpClient } from './http';
import type { Heard, Listeners } from './listeners';
import { pushOps, tapOps, type Phone } from './taps';

/** One tap, and where the server stood when it answered. */
type Tapped = { readonly sentAt: number; readonly ms: number; readonly seq: number };
export type Poked = {
	/** the tapper's own answers */
	readonly answersMs: readonly number[];
	/** from each tap to each listener's poke about it */
	readonly pokesMs: readonly number[];
	readonly lost: number;
	readonly heard: Heard;
};

/** The last poke has arrived by then, or never will. */
const LAST_POKE_MS = 2_000;

/** Even taps of one phone, each answered before the next is sent. */
export async function tapEvenly(
	client: HttpClient,
	phone: Phone,
	count: number,
	everyMs: number
): Promise<Tapped[]> {
	const taps: Tapped[] = [];
	const startedAt = performance.now();
	for (let at = 0; at < count; at++) {
		await sleep(Math.max(0, startedAt + at * everyMs - performance.now()));
		const ops = tapOps(phone, 1);
		const begun = performance.now();
		if (!(await pushOps(client, phone, ops))) throw new Error('a tap was refused');
		const ms = performance.now() - begun;
		taps.push({ sentAt: performance.timeOrigin + begun, ms, seq: phone.seen?.seq ?? 0 });
	}
	return taps;
}

/** @param listening the connections that must hear of every tap */
export async function tapAndListen(
	tap: () => Promise<Tapped[]>,
	listeners: Listeners,
	listening: readonly number[]
): Promise<Poked> {
	await listeners.take();
	const taps = await tap();
	await sleep(LAST_POKE_MS);
	const heard = await listeners.take();
	const byConnection = new Map(listening.map((one) => [one, [] as Heard['pokes'][number][]]));
	for (const poke of heard.pokes) byConnection.get(poke[0])?.push(poke);
	const pokesMs: number[] = [];
	let lost = 0;
	for (const pokes of byConnection.values()) {
		let next = 0;
		for (const { sentAt, seq } of taps) {
			// One poke may speak for several taps: the first that says as much counts.
			while ((pokes[next]?.[1] ?? Infinity) < seq) next++;
			const poke = pokes[next];
			if (poke) pokesMs.push(poke[2] - sentAt);
			else lost++;
		}
	}
	return { answersMs: taps.map(({ ms }) => ms), pokesMs, lost, heard };
}
