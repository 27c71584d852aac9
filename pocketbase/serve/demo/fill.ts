import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FillDemo } from '../demo-port';
import { Fault } from '../fault';
import { runProgram } from '../run-tool';
import { commonArgs } from '../server';
import { makeDemoScript } from './script';
import { readLang } from './words';
import { demoZone } from './work-clock';

/** Writes the demo organisation's script and lets PocketBase play it; `MUSTER_DEMO_LANG` is zh or en, `MUSTER_DEMO_ZONE` a time zone. */
export const fillDemo: FillDemo = async ({ seed, nowMs, log, ...server }) => {
	const lang = readLang(process.env['MUSTER_DEMO_LANG']);
	checkZone(demoZone());
	const script = makeDemoScript({ seed, nowMs, lang });
	const dir = await mkdtemp(join(tmpdir(), 'muster-demo-'));
	try {
		const file = join(dir, 'script.json');
		await writeFile(file, JSON.stringify(script));
		const args = ['demo-fill', file, ...commonArgs(server)];
		const { code, output, tail } = await runProgram(server.binary, args);
		if (code !== 0)
			throw new Fault(
				'The demo organisation could not be filled in.',
				'Make it afresh with: npm run demo -- --fresh',
				tail
			);
		for (const line of output.split('\n')) if (line.trim() !== '') log(line);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
};

function checkZone(name: string): void {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
	} catch {
		throw new Fault(
			`There is no time zone called "${name}".`,
			'Give MUSTER_DEMO_ZONE a name such as Europe/Berlin, or leave it out.'
		);
	}
}
