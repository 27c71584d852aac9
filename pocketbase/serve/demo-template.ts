import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isTest, serverSources } from './build';
import type { Log } from './build';
import { demoSeed } from './demo-accounts.table';
import { fillDemo } from './demo/fill';
import { demoDay, demoZone } from './demo/work-clock';
import { buildIfStale } from './freshness';
import { hooksDir, migrationsDir } from './paths';

export type DemoTemplate = { dataDir: string; binary: string; nowMs: number };

/** Tells one template from another: by the demo's own day, zone and language. */
export function templateOf(nowMs: number): string {
	return `${demoDay(nowMs)} ${demoZone()} ${process.env['MUSTER_DEMO_LANG'] ?? ''}`;
}

/** Keeps one filled demo folder for suites to copy; a new day or a changed server makes another. */
export async function buildDemoTemplate(template: DemoTemplate, log: Log): Promise<void> {
	const { dataDir, binary, nowMs } = template;
	await buildIfStale(
		{
			name: 'demo-template',
			inputs: {
				paths: [...serverSources, 'pocketbase/serve/demo'],
				ignore: isTest,
				salt: templateOf(nowMs)
			},
			outputs: [join(dataDir, 'data.db')],
			build: async () => {
				await rm(dataDir, { recursive: true, force: true });
				const served = { dataDir, binary, hooksDir, migrationsDir };
				await fillDemo({ ...served, nowMs, seed: demoSeed, log });
			}
		},
		log
	);
}
