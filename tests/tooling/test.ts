import { describeFailure } from '../../pocketbase/serve/fault';
import { findPocketBase, realSurroundings } from '../../pocketbase/serve/pocketbase-binary';
import { ensureBrowser } from './browser';
import { check } from './check';
import { generate } from './generate';
import { runPlaywright, runVitest } from './suite';
import type { Count } from './suite';

/** In the order of their price; `unit` is part of `check`. */
const suites: Readonly<Record<string, () => Promise<Count>>> = {
	check,
	unit: async () => {
		await generate(say);
		return await runVitest('unit');
	},
	sim: () => runVitest('sim'),
	api: () => runVitest('api'),
	e2e: runPlaywright
};
const whatCiRuns = ['check', 'sim', 'api', 'e2e'];

async function main(): Promise<number> {
	const asked = process.argv.slice(2);
	const names = asked.length > 0 ? asked : whatCiRuns;
	const unknown = names.find((name) => suites[name] === undefined);
	if (unknown !== undefined) {
		say(`There is no suite "${unknown}". Suites: ${Object.keys(suites).join(', ')}.`);
		return 1;
	}
	if (names.includes('e2e')) ensureBrowser(say);
	await findPocketBase(realSurroundings(say));
	const total = { passed: 0, failed: 0 };
	for (const name of names) {
		const { passed, failed } = await runSuite(name);
		total.passed += passed;
		total.failed += failed;
		say(`${name}: ${passed} passed, ${failed} failed`);
	}
	say(`\n${total.passed} passed, ${total.failed} failed`);
	return total.failed > 0 ? 1 : 0;
}

/** A suite that cannot even run counts as one failure; the others still run. */
async function runSuite(name: string): Promise<Count> {
	say(`\n— ${name} —`);
	try {
		return (await suites[name]?.()) ?? { passed: 0, failed: 1 };
	} catch (error) {
		say(describeFailure(error));
		return { passed: 0, failed: 1 };
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
