import { expect, test } from 'vitest';
import { faceOf } from './face';

test('a face shows the family name in Chinese and initials elsewhere', () => {
	expect(['李强', 'Fang Wang', 'Anna Maria de Vries', 'Chen', ''].map(faceOf)).toEqual([
		'李',
		'FW',
		'AV',
		'C',
		''
	]);
});
