import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as v from 'valibot';
import { repoDir } from '../../pocketbase/serve/paths';
import { runTool } from '../../pocketbase/serve/run-tool';

export type Count = {
	passed: number;
	failed: number;
	/** what failed, for the end of a long run, where whoever reads it begins */
	names: readonly string[];
};

const reportDir = join(repoDir, 'test-results');

const VitestReport = v.object({
	numPassedTests: v.number(),
	numFailedTests: v.number(),
	testResults: v.array(
		v.object({
			name: v.string(),
			status: v.string(),
			message: v.string(),
			assertionResults: v.array(
				v.object({
					status: v.string(),
					fullName: v.string(),
					failureMessages: v.nullish(v.array(v.string()), [])
				})
			)
		})
	)
});

type PlaywrightSuite = {
	readonly specs: readonly PlaywrightSpec[];
	readonly suites?: readonly PlaywrightSuite[] | undefined;
};
const PlaywrightSpec = v.object({
	title: v.string(),
	file: v.string(),
	line: v.number(),
	tests: v.array(
		v.object({
			projectName: v.string(),
			status: v.string(),
			results: v.array(
				v.object({ error: v.optional(v.object({ message: v.optional(v.string(), '') })) })
			)
		})
	)
});
type PlaywrightSpec = v.InferOutput<typeof PlaywrightSpec>;
const PlaywrightSuite: v.GenericSchema<unknown, PlaywrightSuite> = v.object({
	specs: v.array(PlaywrightSpec),
	suites: v.optional(v.array(v.lazy(() => PlaywrightSuite)))
});
const PlaywrightReport = v.object({
	suites: v.array(PlaywrightSuite),
	stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() })
});

/** Runs one of vitest's projects, shown as it goes, and counts by its report. */
export async function runVitest(project: string, echo = true): Promise<Count & { output: string }> {
	const report = await newReport(project);
	const { code, output } = await runTool(
		'vitest',
		[
			...['run', '--project', project, '--allowOnly=false'],
			...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
		],
		{ echo }
	);
	const parsed = v.safeParse(VitestReport, await readJson(report));
	const count = parsed.success
		? { passed: parsed.output.numPassedTests, failed: parsed.output.numFailedTests }
		: { passed: 0, failed: 0 };
	const names = parsed.success ? failedInVitest(parsed.output) : [];
	return { ...closed(project, { ...count, names }, code), output };
}

/** Runs some of Playwright's projects; a test that passes only when tried again counts as failed. */
export async function runPlaywright(name: string, projects: readonly string[]): Promise<Count> {
	const report = await newReport(name);
	const chosen = projects.map((project) => `--project=${project}`);
	const args = ['test', '--forbid-only', '--reporter=list,json', ...chosen];
	const { code } = await runTool('playwright', args, {
		echo: true,
		env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report }
	});
	const parsed = v.safeParse(PlaywrightReport, await readJson(report));
	const { expected = 0, unexpected = 0, flaky = 0 } = parsed.success ? parsed.output.stats : {};
	const names = parsed.success ? parsed.output.suites.flatMap(failedInPlaywright) : [];
	return closed(name, { passed: expected, failed: unexpected + flaky, names }, code);
}

/** A suite that crashed or ran nothing has failed, whatever it reports. */
function closed(suite: string, count: Count, code: number): Count {
	if (count.failed > 0 || (code === 0 && count.passed > 0)) return count;
	const why = `${suite}: ended with ${String(code)} after ${String(count.passed)} tests`;
	return { ...count, failed: 1, names: [...count.names, why] };
}

function failedInVitest({ testResults }: v.InferOutput<typeof VitestReport>): string[] {
	return testResults.flatMap(({ name, status, message, assertionResults }) => {
		const file = relative(repoDir, name);
		const failed = assertionResults.filter((test) => test.status === 'failed');
		if (failed.length === 0 && status === 'failed') return [line(file, message)];
		return failed.map((test) => line(`${file} › ${test.fullName}`, test.failureMessages[0]));
	});
}

function failedInPlaywright({ specs, suites = [] }: PlaywrightSuite): string[] {
	const failed = specs.flatMap(({ title, file, line: at, tests }) =>
		tests
			.filter(({ status }) => status === 'unexpected' || status === 'flaky')
			.map(({ projectName, results }) => {
				const message = results.find(({ error }) => error !== undefined)?.error?.message;
				return line(`[${projectName}] ${file}:${String(at)} › ${title}`, message);
			})
	);
	return [...failed, ...suites.flatMap(failedInPlaywright)];
}

const SAID_CHARACTERS = 300;

/** The test, and how its failure begins: what a launcher said last is why it ended. */
function line(test: string, message = ''): string {
	const lines = stripVTControlCharacters(message).split('\n');
	const said = lines.filter((text) => text.trim() !== '').join(' ⏎ ');
	return said === '' ? test : `${test}: ${said.slice(0, SAID_CHARACTERS)}`;
}

async function newReport(name: string): Promise<string> {
	await mkdir(reportDir, { recursive: true });
	const file = join(reportDir, `${name}.json`);
	await rm(file, { force: true });
	return file;
}

async function readJson(file: string): Promise<unknown> {
	try {
		return JSON.parse(await readFile(file, 'utf8'));
	} catch {
		return undefined;
	}
}
