import { expect, test } from 'vitest';
import { deriveRowId, type PersonId } from '$lib/domain/ids';
import type { CodeOutcome, Door, PinHolder } from '$lib/features/session';
import { PinForm } from './pin-form.svelte';

const ANNA: PinHolder = { personId: deriveRowId<PersonId>('anna'), name: 'Anna' };

function setUp(outcome: CodeOutcome) {
	const asked: unknown[] = [];
	let holders: readonly PinHolder[] = [ANNA];
	const door = {
		readPins: () => Promise.resolve(holders),
		signInByPin: (person: PersonId, pin: string) => {
			asked.push([person, pin]);
			if (outcome.kind === 'over') holders = [];
			return Promise.resolve(outcome);
		}
	} as unknown as Door;
	const form = new PinForm({ openDoor: () => Promise.resolve(door) });
	const type = async (digits: string): Promise<void> => {
		for (const digit of digits) await form.type(digit);
	};
	return { form, asked, type };
}

test('the sixth digit signs in; more are not taken, nor anything but digits', async () => {
	const { form, asked, type } = setUp({ kind: 'signed_in' });
	await form.look();
	form.choose(ANNA.personId);
	await type('48a29');
	form.erase();
	expect(form.filled).toBe(3);
	await type('9131');
	expect(asked).toEqual([[ANNA.personId, '482913']]);
});

test('a wrong PIN is said and the digits go, to be typed again', async () => {
	const { form, type } = setUp({ kind: 'wrong' });
	await form.look();
	form.choose(ANNA.personId);
	await type('482913');
	expect(form.filled).toBe(0);
	expect(form.problem).not.toBe('');
	await type('4');
	expect(form.problem).toBe('');
});

test('a PIN that is over leads back to the faces, without that one, and says why', async () => {
	const { form, type } = setUp({ kind: 'over' });
	await form.look();
	form.choose(ANNA.personId);
	await type('482913');
	expect(form.chosen).toBeNull();
	expect(form.holders).toEqual([]);
	expect(form.problem).not.toBe('');
});
