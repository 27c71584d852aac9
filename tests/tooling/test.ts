import { buildAll } from '../../pocketbase/serve/build';
import { describeFailure } from '../../pocketbase/serve/fault';
import { findPocketBase, realSurroundings } from '../../pocketbase/serve/pocketbase-binary';
import { ENGINES } from '../engines/support/engine';
import { check } from './check';
import { generate } from './generate';
import { runPlaywright, runVitest } from './suite';
import type { Count } from './suite';
import { ensureBrowsers, ensureProxies } from './system-packages';

/** In the order of their price; `unit` is part of `check`. */
const suites: Readonly<Record<string, () => Promise<Count>>> = {
	check,
	unit: async () => {
		await generate(say);
		return await runVitest('unit');
	},
	sim: () => runVitest('sim'),
	api: async () => {
		// Here once, and not by whichever test is first to start a server, while its time runs.
		await buildAll(say);
		return await runVitest('api');
	},
	e2e: () => runPlaywright('e2e', ['e2e']),
	engines: () => runPlaywright('engines', ENGINES)
};
const couldNotRun: Count = { passed: 0, failed: 1, names: ['could not run'] };
const whatCiRuns = ['check', 'sim', 'api', 'e2e', 'engines'];

async function main(): Promise<number> {
	const asked = process.argv.slice(2);
	const names = asked.length > 0 ? asked : whatCiRuns;
	const unknown = names.find((name) => suites[name] === undefined);
	if (unknown !== undefined) {
		say(`There is no suite "${unknown}". Suites: ${Object.keys(suites).join(', ')}.`);
		return 1;
	}
	ensureBrowsers(names, say);
	if (names.includes('api')) ensureProxies(say);
	await findPocketBase(realSurroundings(say));
	const total = { passed: 0, failed: 0, names: [] as string[] };
	for (const name of names) {
		const count = await runSuite(name);
		total.passed += count.passed;
		total.failed += count.failed;
		total.names.push(...count.names.map((test) => `✗ ${name}: ${test}`));
		say(`${name}: ${count.passed} passed, ${count.failed} failed`);
	}
	if (total.names.length > 0) say(`\n${total.names.join('\n')}`);
	say(`\n${total.passed} passed, ${total.failed} failed`);
	return total.failed > 0 ? 1 : 0;
}

/** A suite that cannot even run counts as one failure; the others still run. */
async function runSuite(name: string): Promise<Count> {
	say(`\n— ${name} —`);
	try {
		return (await suites[name]?.()) ?? couldNotRun;
	} catch (error) {
		say(describeFailure(error));
		return couldNotRun;
	}
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

try {
	process.exit(await main());
} catch (error) {
	process.stderr.write(describeFailure(error));
	say('0 passed, 1 failed');
	process.exit(1);
}
