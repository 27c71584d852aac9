import { describeFailure } from '../../pocketbase/serve/fault';
import { runTool } from '../../pocketbase/serve/run-tool';
import { generate } from './generate';
import { runVitest } from './suite';
import type { Count } from './suite';

type Step = { name: string; run: () => Promise<Count & { output: string }> };

const parallelSteps = 2;

/** Longest first, so that the last ones fill the gaps. */
const steps: readonly Step[] = [
	tool('lint', 'eslint', ['.', '--max-warnings=0']),
	tool('types: app', 'svelte-check', ['--fail-on-warnings', '--output=human']),
	tool('format', 'prettier', ['--check', '--log-level=warn', '.']),
	{ name: 'unit', run: () => runVitest('unit', false) },
	tool('types: suites', 'tsc', ['-p', 'tests']),
	tool('types: server', 'tsc', ['-p', 'pocketbase']),
	tool('types: hooks', 'tsc', ['-p', 'pocketbase/hooks']),
	tool('types: worker', 'tsc', ['-p', 'tsconfig.worker.json']),
	tool('types: domain', 'tsc', ['-p', 'tsconfig.domain.json']),
	tool('unused', 'knip', ['--no-progress'])
];

function tool(name: string, command: string, args: readonly string[]): Step {
	return {
		name,
		run: async () => {
			const { code, output } = await runTool(command, args, { env: { FORCE_COLOR: '0' } });
			const isGreen = code === 0;
			const names = isGreen ? [] : [name];
			return { passed: isGreen ? 1 : 0, failed: isGreen ? 0 : 1, names, output };
		}
	};
}

/** Everything that is said about the code without starting a server. */
export async function check(): Promise<Count> {
	await generate(say);
	const total = { passed: 0, failed: 0, names: [] as string[] };
	const waiting = [...steps];
	const work = async (): Promise<void> => {
		for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
			const startedAt = performance.now();
			const { passed, failed, names, output } = await step.run();
			total.passed += passed;
			total.failed += failed;
			total.names.push(...names);
			if (failed > 0) say(output.trimEnd());
			const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
			say(`${failed > 0 ? '✗' : '✓'} ${step.name} (${seconds} s)`);
		}
	};
	await Promise.all(Array.from({ length: parallelSteps }, work));
	return total;
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

if (process.argv[1]?.endsWith('check.ts') === true) {
	try {
		const { passed, failed } = await check();
		say(`${passed} passed, ${failed} failed`);
		process.exit(failed > 0 ? 1 : 0);
	} catch (error) {
		process.stderr.write(describeFailure(error));
		process.exit(1);
	}
}
