import { join } from 'node:path';
import { Fault } from '../../pocketbase/serve/fault';
import { buildIfStale } from '../../pocketbase/serve/freshness';
import { repoDir } from '../../pocketbase/serve/paths';
import { findPocketBase, realSurroundings } from '../../pocketbase/serve/pocketbase-binary';
import { runTool } from '../../pocketbase/serve/run-tool';
import { ensureVmTypes } from '../../pocketbase/serve/vm-types';

type Log = (line: string) => void;

/** Makes what is generated and not kept: messages, the framework's types, PocketBase's types. */
export async function generate(log: Log): Promise<void> {
	await compileMessages(log);
	await mustRun('svelte-kit', ['sync']);
	await ensureVmTypes(await findPocketBase(realSurroundings(log)));
}

/** The same options as in vite.config.ts. */
async function compileMessages(log: Log): Promise<void> {
	const i18n = 'src/lib/i18n';
	await buildIfStale(
		{
			name: 'messages',
			inputs: { paths: [`${i18n}/messages`, `${i18n}/project.inlang/settings.json`] },
			outputs: [join(repoDir, i18n, 'paraglide', 'messages.js')],
			build: () =>
				mustRun('paraglide-js', [
					...['compile', '--silent'],
					...['--project', `./${i18n}/project.inlang`],
					...['--outdir', `./${i18n}/paraglide`],
					...['--output-structure', 'message-modules'],
					...['--strategy', 'baseLocale']
				])
		},
		log
	);
}

async function mustRun(tool: string, args: readonly string[]): Promise<void> {
	const { code, tail } = await runTool(tool, args);
	if (code !== 0) throw new Fault(`${tool} failed.`, 'The end of its output is above.', tail);
}
