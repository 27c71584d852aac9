import type { Bench } from './harness/bench';
import { atMost, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { pooled, scheduled, type Load } from './harness/load';
import { p95, percentile } from './harness/stats';
import { nextStockTap, pushOps, recordPath, tapOps, type Phone } from './harness/taps';

const WINDOW_MS = 1_000;

function figures(mine: Pick<Load, 'latenciesMs' | 'failures'>, other: typeof mine): Figure[] {
	const value = p95(mine.latenciesMs);
	const reference = p95(other.latenciesMs);
	const range = `p50 ${percentile(mine.latenciesMs, 0.5).toFixed(1)} ms, slowest ${Math.max(...mine.latenciesMs).toFixed(1)} ms`;
	return [
		{
			name: 'shift-end burst, 64 taps in one second: failures',
			value: mine.failures,
			unit: 'failures',
			goals: [atMost(0, 'failures', mine.failures)],
			reference: { name: 'one PATCH each', value: other.failures },
			note: `of ${mine.latenciesMs.length + mine.failures} taps`
		},
		{
			name: 'shift-end burst: p95',
			value,
			unit: 'ms',
			goals: [atMost(15, 'ms', value)],
			reference: { name: 'one PATCH each: p95', value: reference },
			note: `${range}; seen by the sender, so the way over loopback is in it`
		}
	];
}

export const burst: Bench = {
	name: 'burst',
	async run(world, quick) {
		const { crowd, muster, stock } = world;
		const phoneAt = (at: number): Phone => {
			const phone = crowd[at];
			if (!phone) throw new Error('the crowd is smaller than the burst');
			return phone;
		};
		const ours = new HttpClient(muster.url, crowd.length);
		const theirs = new HttpClient(stock.url, crowd.length);
		const tap = (at: number): Promise<boolean> =>
			pushOps(ours, phoneAt(at), tapOps(phoneAt(at), 1));
		const patch = async (at: number): Promise<boolean> => {
			const phone = phoneAt(at);
			const { task, status } = nextStockTap(phone);
			const { status: code } = await theirs.send({
				method: 'PATCH',
				path: recordPath('tasks', task),
				token: stock.token,
				body: JSON.stringify({ status })
			});
			return code === 200;
		};
		const loads: { ours: Load[]; theirs: Load[] } = { ours: [], theirs: [] };
		try {
			for (let round = 0; round < (quick ? 1 : 5); round++) {
				const moments = crowd.map(() => Math.random() * WINDOW_MS);
				loads.ours.push(await scheduled(moments, tap));
				loads.theirs.push(await scheduled(moments, patch));
			}
		} finally {
			ours.close();
			theirs.close();
		}
		return figures(pooled(loads.ours), pooled(loads.theirs));
	}
};
