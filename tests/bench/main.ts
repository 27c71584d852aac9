import { join } from 'node:path';
import { describeFailure } from '../../pocketbase/serve/fault';
import { repoDir } from '../../pocketbase/serve/paths';
import { freePort } from '../server/free-port';
import { ensureBrowsers } from '../tooling/system-packages';
import { burst } from './burst';
import { checkIn } from './check-in';
import { coldStart } from './cold-start';
import { dashboards } from './dashboards';
import { drain } from './drain';
import { firstBytes } from './first-bytes';
import { firstSync } from './first-sync';
import { growth } from './growth';
import type { Bench } from './harness/bench';
import type { Figure } from './harness/figure';
import { machine } from './harness/machine';
import { printed, store } from './harness/report';
import { makeWorld } from './harness/world';
import { healing } from './healing';
import { memory } from './memory';
import { otherScreen } from './other-screen';
import { pull } from './pull';
import { recovery } from './recovery';
import { tapToPaint } from './tap-to-paint';
import { throughput } from './throughput';
import { thumbnails } from './thumbnails';

/** Those that add to the phone's history come after those that read it. */
const speed: readonly Bench[] = [
	firstBytes,
	firstSync,
	coldStart,
	tapToPaint,
	checkIn,
	thumbnails,
	pull,
	drain,
	throughput,
	burst,
	otherScreen
];
const reliability: readonly Bench[] = [recovery, memory, dashboards, healing, growth];
/** Each may be asked for by the name of its part, too. */
const benches = [
	...speed.map((bench) => ({ part: 'speed', bench })),
	...reliability.map((bench) => ({ part: 'reliability', bench }))
];

const FULL = { tasks: 500, bigTasks: 2_000, eventsPerBigTask: 4 };
const QUICK = { tasks: 500, bigTasks: 400, eventsPerBigTask: 4 };

async function main(): Promise<number> {
	const args = process.argv.slice(2);
	const quick = args.includes('--quick');
	const asked = args.filter((arg) => arg !== '--quick');
	const names = benches.flatMap(({ part, bench }) => [part, bench.name]);
	const unknown = asked.find((name) => !names.includes(name));
	if (unknown !== undefined) {
		say(
			`There is no benchmark "${unknown}". There are: ${[...new Set(names)].join(', ')}; and --quick.`
		);
		return 1;
	}
	ensureBrowsers(['bench'], say);
	const chosen = benches
		.filter(
			({ part, bench }) => asked.length === 0 || asked.includes(part) || asked.includes(bench.name)
		)
		.map(({ bench }) => bench);
	const startedAt = new Date();
	const { figures, failed } = await measure(chosen, quick);
	say(`\n${printed(figures)}\n`);
	if (failed.length > 0) say(`Could not be measured: ${failed.join(', ')}.`);
	if (quick || asked.length > 0 || failed.length > 0) {
		say('Not stored: only a whole run is.');
		return failed.length > 0 ? 1 : 0;
	}
	const seconds = (Date.now() - startedAt.getTime()) / 1_000;
	const dir = join(repoDir, 'docs', 'bench');
	await store(dir, { at: startedAt.toISOString(), machine: machine(), seconds, figures });
	say('Stored in docs/bench.');
	return 0;
}

type Measured = { readonly figures: Figure[]; readonly failed: string[] };

/** One that cannot run leaves the others alone. */
async function measure(chosen: readonly Bench[], quick: boolean): Promise<Measured> {
	const [muster, stock, page] = [await port(0), await port(1), await port(2)];
	const ports = { muster, stock, static: page };
	const world = await makeWorld(quick ? QUICK : FULL, ports, say);
	try {
		const measured: Measured = { figures: [], failed: [] };
		for (const bench of chosen) {
			say(`${bench.name} …`);
			try {
				measured.figures.push(...(await bench.run(world, quick)));
			} catch (error) {
				say(describeFailure(error));
				measured.failed.push(bench.name);
			}
		}
		return measured;
	} finally {
		await world.stop();
	}
}

/** Free ones, or from a given one on. */
async function port(offset: number): Promise<number> {
	const first = Number(process.env['MUSTER_BENCH_PORT'] ?? 0);
	return first > 0 ? first + offset : await freePort();
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

try {
	process.exit(await main());
} catch (error) {
	process.stderr.write(describeFailure(error));
	process.exit(1);
}
