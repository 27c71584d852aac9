import { describe, expect, test } from 'vitest';
import { keepLines, readPaste, replaceLine } from './paste';

const li = { name: '李强', staffNumber: '20417', department: '生产' };

describe('a pasted list', () => {
	test.each([
		['tabs', '李强\t20417\t生产'],
		['commas', '李强,20417,生产'],
		['full-width commas', '李强，20417，生产'],
		['semicolons', '李强; 20417; 生产'],
		['spaces', '李强  20417 生产'],
		['full-width characters', '李强　２０４１７　生产'],
		['another order', '李强\t生产\t20417'],
		['windows lines', '李强\t20417\t生产\r\n']
	])('is read with %s', (_what, text) => {
		expect(readPaste(text)).toEqual([{ line: 1, ...li }]);
	});

	test('keeps names of several words together', () => {
		expect(readPaste('Li Qiang 20417 Final Assembly')).toEqual([
			{ line: 1, name: 'Li Qiang', staffNumber: '20417', department: 'Final Assembly' }
		]);
	});

	test('follows its heading', () => {
		expect(readPaste('部门\t电话\t工号\t姓名\n生产\t138\t20417\t李强')).toEqual([
			{ line: 2, ...li }
		]);
		expect(readPaste('Name, Department, Staff number\n李强, 生产, 20417')).toEqual([
			{ line: 2, ...li }
		]);
	});

	test('counts empty lines, and leaves them out', () => {
		expect(readPaste('\n李强,20417,生产\n\n王芳,20388,').map(({ line }) => line)).toEqual([2, 4]);
	});

	test('has nothing where a cell is missing', () => {
		expect(readPaste('李强')).toEqual([{ line: 1, name: '李强', staffNumber: '', department: '' }]);
		expect(readPaste('')).toEqual([]);
	});

	test('is corrected line by line', () => {
		const text = '王芳,20388,采购\n李强,,生产';
		const corrected = replaceLine(text, { line: 2, ...li });
		expect(corrected).toBe('王芳,20388,采购\n李强\t20417\t生产');
		expect(readPaste(corrected)[1]).toEqual({ line: 2, ...li });
	});

	test('is corrected in the order of its heading', () => {
		const text = '部门\t电话\t工号\t姓名\n生产\t138\t\t李强';
		const corrected = replaceLine(text, { line: 2, ...li });
		expect(corrected).toBe('部门\t电话\t工号\t姓名\n生产\t138\t20417\t李强');
		expect(readPaste(corrected)).toEqual([{ line: 2, ...li }]);
	});

	test('keeps an empty first cell where it is', () => {
		const nameless = { line: 1, ...li, name: '' };
		expect(readPaste('\t20417\t生产')).toEqual([nameless]);
		expect(readPaste(replaceLine('李强\t20417\t生产', nameless))).toEqual([nameless]);
	});

	test('keeps the rows that are still to be put right', () => {
		expect(readPaste(keepLines('x', [{ line: 7, ...li }]))).toEqual([{ line: 1, ...li }]);
		const headed = '部门\t工号\t姓名\n采购\t20388\t王芳\n生产\t20417\t李强';
		expect(keepLines(headed, [{ line: 3, ...li }])).toBe('部门\t工号\t姓名\n生产\t20417\t李强\n');
		expect(keepLines('x', [])).toBe('');
	});
});
