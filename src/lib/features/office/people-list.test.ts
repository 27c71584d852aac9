import { describe, expect, test, vi } from 'vitest';
import type { RowCode } from '$lib/domain/rules/newcomers';
import type { ServerDesk } from '$lib/features/session';
import { FakeMuster, ME, smallProject } from '../../../../tests/fixtures/fake-muster.svelte';
import { officeOrders } from './office-orders';
import { PeopleList } from './people-list.svelte';

type Answer = Awaited<ReturnType<ServerDesk['takeIn']>>;
const ADDED: Answer = { kind: 'ok', answer: { people: [] } };

function pasted(text: string, takeIn: () => Promise<Answer>) {
	const rows = smallProject();
	const me = rows.get('people', ME);
	if (me) rows.put('people', { ...me, role: 'admin' });
	const muster = new FakeMuster(rows);
	muster.desk.takeIn = takeIn;
	const list = new PeopleList(muster, officeOrders(muster), () => Promise.resolve());
	list.text = text;
	return list;
}
const refusing = (text: string, rows: (RowCode | null)[]) =>
	pasted(text, () => Promise.resolve({ kind: 'ok', answer: { rows } }));
const adding = (text: string) => pasted(text, () => Promise.resolve(ADDED));

test('what the server has said of a row stays while another one is put right', async () => {
	const list = refusing('王芳,20388,\n刘洋,20460,', ['number_taken', 'number_taken']);
	expect(list.ready).toHaveLength(2);
	expect(await list.takeIn('')).toBe(false);
	expect(list.wrong).toHaveLength(2);
	const [first] = list.rows;
	if (!first) throw new Error('two rows');
	list.correct(first, { staffNumber: '20389' });
	expect(list.rows.map(({ code }) => code)).toEqual([null, 'number_taken']);
});

test('what is written while the server is asked stays, and what was added goes', async () => {
	let answer: ((answer: Answer) => void) | null = null;
	const list = pasted('王芳,20388,\n李强,,', () => new Promise((resolve) => (answer = resolve)));
	const asked = list.takeIn('');
	const server = await vi.waitUntil(() => answer);
	list.text = '王芳,20388,\n陈静,20402,\n李强,20417,';
	server(ADDED);
	expect(await asked).toBe(true);
	expect(list.rows.map(({ name, staffNumber }) => [name, staffNumber])).toEqual([
		['陈静', '20402'],
		['李强', '20417']
	]);
});

describe('going on', () => {
	test('with nothing pasted asks nobody', async () => {
		const list = pasted(' \n', () => Promise.reject(new Error('asked')));
		expect(await list.goOn('')).toBe(true);
	});

	test('takes in a list that is right', async () => {
		const list = adding('王芳,20388,\n刘洋,20460,');
		expect(await list.goOn('')).toBe(true);
		expect(list.text).toBe('');
	});

	test('says what is left behind, and leaves it there when asked again', async () => {
		const list = adding('王芳,20388,\n李强,,');
		expect(await list.goOn('')).toBe(false);
		expect(list.problem).toContain('还有 1 行没加入');
		expect(list.rows.map(({ name }) => name)).toEqual(['李强']);
		expect(await list.goOn('')).toBe(true);
		expect(list.rows.map(({ name }) => name)).toEqual(['李强']);
	});

	test('is not done by a second tap right after the question', async () => {
		const list = adding('李强,,');
		expect(await Promise.all([list.goOn(''), list.goOn('')])).toEqual([false, false]);
		expect(await list.goOn('')).toBe(true);
	});

	test('asks again for a row that has been put right, or spoilt, meanwhile', async () => {
		const list = adding('李强,,');
		expect(await list.goOn('')).toBe(false);
		list.text = '李强,,\n王芳,,';
		expect(await list.goOn('')).toBe(false);
		list.text = '李强,20417,';
		expect(await list.goOn('')).toBe(true);
		expect(list.text).toBe('');
	});

	test('stays while the server cannot be asked', async () => {
		const list = pasted('王芳,20388,', () => Promise.resolve({ kind: 'unreachable' }));
		expect(await list.goOn('')).toBe(false);
		expect(await list.goOn('')).toBe(false);
		expect(list.problem).toContain('需要网络');
	});
});
