import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asRecord, type Client } from './support/client';
import { byPassword, byPin, ENDED, Entrance } from './support/entrance';
import { codeOf } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

let site: Site;
let lead: Client;
let entrance: Entrance;
beforeAll(async () => {
	site = await startSite();
	entrance = new Entrance(site);
	lead = await site.signIn('lead');
});
afterAll(() => site.stop());

describe('whoever comes in', () => {
	test.each([
		['a password', byPassword, { by: 'password', password: 'another one' }, 'wrong_password'],
		['a PIN', byPin, { ...byPin, pin: '739146' }, 'wrong_pin']
	])('by %s and hears nothing comes in once, though asking again', async (...row) => {
		const [, lock, other, refusal] = row;
		const { code } = await entrance.invited(lead);
		const change = { key: entrance.nextKey() };
		const [first, again] = [
			await entrance.join(code, lock, change),
			await entrance.join(code, lock, change)
		];
		expect([first.status, again.status]).toEqual([200, 200]);
		expect(asRecord(again.body)['record']).toEqual(asRecord(first.body)['record']);
		expect(codeOf(await entrance.join(code, other, change))).toEqual([400, refusal]);
	});

	test('and has been let go meanwhile gets no session by asking again', async () => {
		const { code } = await entrance.invited(lead);
		const { id, key } = await entrance.joined(code, byPassword);
		await sql(site.root, `UPDATE people SET active = FALSE WHERE id = '${id}'`);
		const again = await entrance.join(code, byPassword, { key });
		expect(codeOf(again)).toEqual([403, 'deactivated']);
	});

	test('and presses twice at once is one person', async () => {
		const { code, id } = await entrance.invited(lead, { uses: 5 });
		const key = entrance.nextKey();
		const answers = await Promise.all([1, 2, 3].map(() => entrance.join(code, byPin, { key })));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		const used = await sql(site.root, `SELECT used FROM invitations WHERE id = '${id}'`);
		expect(used).toEqual([['1']]);
	});

	test.each([
		['no name', byPassword, { name: ' ' }],
		['a short password', { by: 'password', password: 'short' }, {}],
		['a PIN that all try', { ...byPin, pin: '123456' }, {}],
		['a number with a space', byPassword, { staffNumber: 'a b' }],
		['a role', byPassword, { role: 'admin' }]
	])(
		'is told what is wrong with %s, and the invitation is not used up',
		async (_what, lock, change) => {
			const { code } = await entrance.invited(lead);
			expect(codeOf(await entrance.join(code, lock, change))).toEqual([400, 'invalid']);
			expect((await entrance.join(code, byPassword)).status).toBe(200);
		}
	);

	test('cannot take somebody’s number', async () => {
		const { code } = await entrance.invited(lead);
		expect(codeOf(await entrance.join(code, byPassword, { staffNumber: 'f-MEMBER' }))).toEqual([
			409,
			'number_taken'
		]);
		expect((await entrance.join(code, byPassword)).status).toBe(200);
	});
});

test('guesses have to wait, and keep nobody out who was given a code', async () => {
	const [over, open] = [await entrance.invited(lead), await entrance.invited(lead)];
	await lead.mustSend('POST', `/api/muster/invitations/${over.id}/end`);
	const guess = async (n: number) => codeOf(await entrance.ask(`0000000000000${String(100 + n)}`));
	const answers = [];
	for (let i = 0; i < 21; i++) answers.push(await guess(i));
	expect(answers[0]).toEqual([400, 'wrong_code']);
	expect(answers.at(-1)).toEqual([429, 'wait']);
	expect(codeOf(await entrance.ask(over.code))).toEqual(ENDED);
	expect(await guess(22)).toEqual([429, 'wait']);
	expect((await entrance.join(open.code, byPassword)).status).toBe(200);
	// Somebody has got it right: those who mistype beside them start anew.
	expect(await guess(23)).toEqual([400, 'wrong_code']);
});
