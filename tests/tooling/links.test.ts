import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { repoDir } from '../../pocketbase/serve/paths';

const CODE = /```[\s\S]*?```|`[^`\n]*`/g;
const TARGETS = [
	/\]\(<?([^)\s>]+)>?\)/g,
	/^\[[^\]]+\]:\s+(\S+)/gm,
	/<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]+)"/g
];
const ELSEWHERE = /^[a-z][a-z+.-]*:/i;

/** Every page that people read, as a path from the repository's root. */
function pages(): string[] {
	const below = (dir: string): string[] =>
		readdirSync(join(repoDir, dir), { withFileTypes: true }).flatMap((entry) => {
			const path = join(dir, entry.name);
			return entry.isDirectory() ? below(path) : [path];
		});
	const atRoot = readdirSync(repoDir).filter((name) => name.endsWith('.md'));
	return [...atRoot, ...below('docs').filter((path) => path.endsWith('.md'))];
}

function targetsIn(text: string): string[] {
	const prose = text.replace(CODE, '');
	return TARGETS.flatMap((pattern) =>
		Array.from(prose.matchAll(pattern), ([, target = '']) => target)
	);
}

/** What GitHub makes of a page's headings. */
function anchorsOf(text: string): string[] {
	const headings = text.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} +(.+)$/gm);
	return Array.from(headings, ([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
			.replaceAll(' ', '-')
	);
}

/** Why the target leads nowhere; undefined when it leads somewhere. */
function problemOf(page: string, target: string): string | undefined {
	if (ELSEWHERE.test(target)) return undefined;
	const [path = '', anchor] = decodeURI(target).split('#');
	const file = path === '' ? join(repoDir, page) : resolve(repoDir, dirname(page), path);
	if (relative(repoDir, file).startsWith('..')) return `${page}: ${target} leaves the repository`;
	if (!existsSync(file)) return `${page}: ${target} is not there`;
	if (anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor))
		return undefined;
	return `${page}: ${target} names a heading that is not there`;
}

test('every link and picture of README and docs leads somewhere', () => {
	const problems = pages().flatMap((page) =>
		targetsIn(readFileSync(join(repoDir, page), 'utf8')).flatMap(
			(target) => problemOf(page, target) ?? []
		)
	);
	expect(problems).toEqual([]);
});
