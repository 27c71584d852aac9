import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { chromiumPath } from '../../e2e-browser';

/** What could move the figures; nothing that tells one machine from another. */
export function machine(): string {
	const { stdout } = spawnSync(chromiumPath, ['--version'], { encoding: 'utf8' });
	const chromium = /\d+/.exec(stdout)?.[0] ?? 'unknown';
	return `${cpus().length} shared cores, Node ${process.versions.node}, Chromium ${chromium}`;
}
