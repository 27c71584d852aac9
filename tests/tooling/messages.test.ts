import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import zh from '../../src/lib/i18n/messages/zh-CN.json';
import { repoDir } from '../../pocketbase/serve/paths';

const LIB = join(repoDir, 'src', 'lib');

test('each message is said somewhere', () => {
	const said = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
		.filter((path) => /\.(?:ts|svelte)$/.test(path) && !/paraglide|\.test\./.test(path))
		.flatMap(
			(path) => readFileSync(join(LIB, path), 'utf8').match(/\b[a-z]+(?:_[a-z0-9]+)+\b/g) ?? []
		);
	const known = new Set(said);
	const messages = Object.keys(zh).filter((key) => !key.startsWith('$'));
	expect(messages.filter((key) => !known.has(key))).toEqual([]);
});
