import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoDir } from '../../pocketbase/serve/paths';

test.each(['.prettierignore', '.gitignore'])(
	'%s names folders from the root, so that none of the same name in src is left out',
	(file) => {
		const folders = readFileSync(join(repoDir, file), 'utf8')
			.split('\n')
			.filter((line) => line.endsWith('/'));
		expect(folders.length).toBeGreaterThan(5);
		expect(folders.filter((line) => !line.startsWith('/'))).toEqual([]);
	}
);
