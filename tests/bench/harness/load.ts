import { setTimeout as sleep } from 'node:timers/promises';

export type Load = {
	readonly perSecond: number;
	/** one per attempt that succeeded */
	readonly latenciesMs: readonly number[];
	readonly failures: number;
};

/** True when the attempt succeeded. */
type Attempt = (client: number) => Promise<boolean>;

/** Every client sends its next one as soon as it has its answer. */
export async function closedLoop(clients: number, forMs: number, attempt: Attempt): Promise<Load> {
	const latenciesMs: number[] = [];
	let failures = 0;
	const startedAt = performance.now();
	const until = startedAt + forMs;
	const run = async (client: number): Promise<void> => {
		while (performance.now() < until) {
			const sentAt = performance.now();
			if (await attempt(client)) latenciesMs.push(performance.now() - sentAt);
			else failures++;
		}
	};
	await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
	const seconds = (performance.now() - startedAt) / 1_000;
	return { perSecond: latenciesMs.length / seconds, latenciesMs, failures };
}

/** Starts each attempt at its appointed time, whether the others have been answered or not. */
export async function scheduled(atMs: readonly number[], attempt: Attempt): Promise<Load> {
	const latenciesMs: number[] = [];
	let failures = 0;
	const startedAt = performance.now();
	await Promise.all(
		atMs.map(async (at, index) => {
			await sleep(at);
			// Counted from when it starts: a timer that is late is the generator's fault.
			const sentAt = performance.now();
			if (await attempt(index)) latenciesMs.push(performance.now() - sentAt);
			else failures++;
		})
	);
	const seconds = (performance.now() - startedAt) / 1_000;
	return { perSecond: latenciesMs.length / seconds, latenciesMs, failures };
}

/** Even steps, `perSecond` of them each second. */
export function paced(perSecond: number, forMs: number): number[] {
	const count = Math.round((perSecond * forMs) / 1_000);
	return Array.from({ length: count }, (_, at) => (at * 1_000) / perSecond);
}

/** Joins rounds of the same load: all latencies, the rates' median is the caller's to take. */
export function pooled(loads: readonly Load[]): Pick<Load, 'latenciesMs' | 'failures'> {
	return {
		latenciesMs: loads.flatMap((load) => load.latenciesMs),
		failures: loads.reduce((total, load) => total + load.failures, 0)
	};
}
