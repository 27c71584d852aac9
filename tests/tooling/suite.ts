import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { repoDir } from '../../pocketbase/serve/paths';
import { runTool } from '../../pocketbase/serve/run-tool';

export type Count = { passed: number; failed: number };

const reportDir = join(repoDir, 'test-results');

const VitestReport = v.object({ numPassedTests: v.number(), numFailedTests: v.number() });
const PlaywrightReport = v.object({
	stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() })
});

/** Runs one of vitest's projects, shown as it goes, and counts by its report. */
export async function runVitest(project: string, echo = true): Promise<Count & { output: string }> {
	const report = await newReport(project);
	const { code, output } = await runTool(
		'vitest',
		[
			...['run', '--project', project],
			...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
		],
		{ echo }
	);
	const parsed = v.safeParse(VitestReport, await readJson(report));
	const count = parsed.success
		? { passed: parsed.output.numPassedTests, failed: parsed.output.numFailedTests }
		: { passed: 0, failed: 0 };
	return { ...count, failed: failures(count, code), output };
}

/** Runs the browser suite; a test that passes only when tried again counts as failed. */
export async function runPlaywright(): Promise<Count> {
	const report = await newReport('e2e');
	const { code } = await runTool('playwright', ['test', '--reporter=list,json'], {
		echo: true,
		env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report }
	});
	const parsed = v.safeParse(PlaywrightReport, await readJson(report));
	const { expected = 0, unexpected = 0, flaky = 0 } = parsed.success ? parsed.output.stats : {};
	const count = { passed: expected, failed: unexpected + flaky };
	return { ...count, failed: failures(count, code) };
}

/** A suite that crashed or ran nothing has failed, whatever it reports. */
function failures({ passed, failed }: Count, code: number): number {
	return failed === 0 && (code !== 0 || passed === 0) ? 1 : failed;
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
