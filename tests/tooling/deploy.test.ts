import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { appSources, serverSources } from '../../pocketbase/serve/build';
import { bundledLauncher, repoDir } from '../../pocketbase/serve/paths';
import { readSettings } from '../../pocketbase/serve/settings';

const read = (path: string): string => readFileSync(join(repoDir, path), 'utf8');
/** What the pattern's group finds, each time. */
function found(text: string, pattern: RegExp): string[] {
	return Array.from(text.matchAll(pattern), ([, group = '']) => group);
}

const dockerfile = read('Dockerfile');
const compose = read('compose.yaml');
const unit = read('docs/deploy/muster.service');
const { port } = readSettings([], {});
const DATA = '/data';

describe('the image', () => {
	test('has a Node that package.json allows', () => {
		const Manifest = v.object({ engines: v.object({ node: v.string() }) });
		const { engines } = v.parse(Manifest, JSON.parse(read('package.json')));
		const [least = 0] = found(engines.node, /^>=(\d+)\./g).map(Number);
		const [node = 0] = found(dockerfile, /^ARG NODE_IMAGE=node:(\d+)-/gm).map(Number);
		expect(least).toBeGreaterThan(0);
		expect(node).toBeGreaterThan(least);
	});

	test('starts what a bundle has, where and with what compose expects', () => {
		expect(found(dockerfile, /^ENTRYPOINT \["node", "([^"]+)"\]$/gm)).toEqual([bundledLauncher]);
		expect(found(dockerfile, /^EXPOSE (\d+)$/gm)).toEqual([String(port)]);
		expect(found(dockerfile, /MUSTER_PORT=(\d+)/g)).toEqual([String(port)]);
		expect(found(dockerfile, /^VOLUME (\S+)$/gm)).toEqual([DATA]);
		expect(found(dockerfile, /MUSTER_DATA=(\S+)/g)).toEqual([DATA]);
		expect(found(compose, /127\.0\.0\.1:\S+:(\d+)$/gm)).toEqual([String(port)]);
		expect(found(compose, /- data:(\S+)$/gm)).toEqual([DATA]);
		expect(found(compose, /MUSTER_UPSTREAM: (\S+)$/gm)).toEqual([`muster:${String(port)}`]);
	});

	test('does not run as root', () => {
		expect(found(dockerfile, /^USER (\d+):\d+$/gm).map(Number)).toEqual([1000]);
	});

	test('is made of all that is built, and of nothing that was not named', () => {
		const [first, ...names] = read('.dockerignore')
			.split('\n')
			.filter((line) => line !== '' && !line.startsWith('#'));
		expect(first).toBe('*');
		const taken = names.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
		expect(taken.filter((path) => !existsSync(join(repoDir, path)))).toEqual([]);
		const needed = [...appSources, ...serverSources, 'pocketbase/serve/bootstrap.mjs', '.npmrc'];
		const isTaken = (path: string): boolean =>
			taken.some((one) => path === one || path.startsWith(`${one}/`));
		expect(needed.filter((path) => !isTaken(path))).toEqual([]);
	});
});

test('each file of the repository that compose mounts is there', () => {
	const mounted = found(compose, /- \.\/([^:\s]+):/g);
	expect(mounted).not.toEqual([]);
	expect(mounted.filter((path) => !existsSync(join(repoDir, path)))).toEqual([]);
});

test('the unit starts what a bundle has, and may write to its data alone', () => {
	expect(found(unit, /^ExecStart=\S+node \/opt\/muster\/(\S+)$/gm)).toEqual([bundledLauncher]);
	const [state = ''] = found(unit, /^StateDirectory=(\S+)$/gm);
	expect(found(unit, /MUSTER_DATA=(\S+)/g)).toEqual([`/var/lib/${state}`]);
	expect(unit).toContain('ProtectSystem=strict');
	expect(unit).not.toContain('ReadWritePaths');
});
