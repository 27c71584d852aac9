import { expect, test } from 'vitest';
import type { Door, Newcomer } from '$lib/features/session';
import { CodeForm } from './code-form.svelte';
import { Joining } from './joining.svelte';

const CODE = '7F3K0M2PXY9Q4TRW';
const TO = { organisation: 'Muster', department: 'Making', project: '' };

function setUp(outcomes: Awaited<ReturnType<Door['join']>>[]) {
	const asked: { key: string; newcomer: Newcomer }[] = [];
	let keys = 0;
	const door = {
		fetchInvited: () => Promise.resolve({ kind: 'found', found: TO }),
		makeKey: () => `key ${++keys}`,
		join: (_code: string, key: string, newcomer: Newcomer) => {
			asked.push({ key, newcomer });
			return Promise.resolve(outcomes.shift() ?? { kind: 'signed_in' });
		}
	} as unknown as Door;
	const joining = new Joining();
	const form = new CodeForm({ openDoor: () => Promise.resolve(door) }, CODE, joining);
	Object.assign(joining, { name: ' 赵新 ', pin: '482913' });
	return { form, joining, asked };
}

test('pressed again after no answer came, it is the same newcomer', async () => {
	const { form, asked } = setUp([{ kind: 'unreachable' }]);
	await form.look();
	expect(form.found).toEqual(TO);
	expect(form.next).toBe('name');
	expect(await form.enter()).toBe(false);
	expect(form.problemAt('form')).not.toBe('');
	expect(form.next).toBeNull();
	expect(await form.enter()).toBe(true);
	expect(asked.map(({ key }) => key)).toEqual(['key 1', 'key 1']);
	expect(asked[0]?.newcomer).toEqual({
		...{ name: '赵新', staffNumber: '' },
		lock: { by: 'pin', pin: '482913' }
	});
});

test.each([
	['name', { name: ' ' }],
	['number', { staffNumber: 'a b' }],
	['lock', { pin: '12345' }],
	['lock', { pin: '123456' }],
	['lock', { by: 'password', password: 'short' }]
] as const)('says what is wrong with the %s before anything is sent: %o', async (at, change) => {
	const { form, joining, asked } = setUp([]);
	await form.look();
	Object.assign(joining, change);
	expect(await form.enter()).toBe(false);
	expect(form.problemAt(at)).not.toBe('');
	expect(form.next).toBe(at);
	expect(asked).toEqual([]);
});

test('a number that is taken is said at the number; an invitation that is over asks for another', async () => {
	const { form } = setUp([{ kind: 'number_taken' }, { kind: 'over' }]);
	await form.look();
	await form.enter();
	expect(form.problemAt('number')).not.toBe('');
	expect(form.found).toEqual(TO);
	await form.enter();
	expect(form.problemAt('code')).not.toBe('');
	expect(form.found).toBeNull();
});

test('whoever has come in already, and shows another PIN than then, is told so at the PIN', async () => {
	const { form } = setUp([{ kind: 'unreachable' }, { kind: 'wrong_lock' }]);
	await form.look();
	await form.enter();
	await form.enter();
	expect(form.problemAt('lock')).not.toBe('');
	expect(form.found).toEqual(TO);
});

test('a server that has people wait says for how long, and nothing of passwords', async () => {
	const { form } = setUp([{ kind: 'busy', retryAfterMs: 30_000 }]);
	await form.look();
	await form.enter();
	expect(form.problemAt('form')).toMatch(/30/);
	expect(form.problemAt('form')).not.toMatch(/密码|password/i);
});

test('a code that cannot be one is not asked about', async () => {
	const { form } = setUp([]);
	form.code = 'too short';
	await form.look();
	expect(form.problemAt('code')).not.toBe('');
	expect(form.found).toBeNull();
});
