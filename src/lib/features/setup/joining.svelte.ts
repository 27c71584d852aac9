import { parse } from '$lib/domain/parse';
import type { InvitedTo } from '$lib/domain/protocol/joining';
import { StaffNumber } from '$lib/domain/rules/newcomers';
import { pinProblem } from '$lib/features/pin';
import type { Door, Looked, Newcomer } from '$lib/features/session';
import { m } from '$lib/i18n';
import type { Problem, WayIn } from './code-form.svelte';
import { isShortPassword } from './short-password';

type Place = 'name' | 'number' | 'lock';

/** From an invitation into the app: where it leads, a name, and a way to sign in from now on. */
export class Joining implements WayIn<InvitedTo, Place> {
	name = $state('');
	staffNumber = $state('');
	by = $state<'pin' | 'password'>('pin');
	pin = $state('');
	password = $state('');
	readonly first = 'name';
	readonly invalid: Problem<Place> = { at: 'form', text: m.join_invalid };
	readonly words = {
		wrong: m.join_wrong,
		over: m.join_over,
		storage_failed: m.join_storage,
		unreachable: m.join_unreachable
	};
	/** one for this form: pressed again after no answer came, it is the same newcomer */
	#key = '';

	missing(): Problem<Place> | null {
		if (this.name.trim() === '') return { at: 'name', text: m.people_missing_name };
		if (this.staffNumber.trim() !== '' && parse(StaffNumber, this.staffNumber) === null)
			return { at: 'number', text: m.people_wrong_staff_number };
		const text = this.#lockProblem();
		return text && { at: 'lock', text };
	}

	look(door: Door, code: string): Promise<Looked<InvitedTo>> {
		return door.fetchInvited(code);
	}

	async enter(door: Door, code: string) {
		if (this.#key === '') this.#key = door.makeKey();
		const outcome = await door.join(code, this.#key, this.#newcomer());
		switch (outcome.kind) {
			case 'number_taken':
				return atField('number', m.join_number_taken);
			case 'wrong_lock':
				return atField('lock', m.join_other_lock);
			default:
				return outcome;
		}
	}

	#newcomer(): Newcomer {
		const { by, pin, password } = this;
		const lock = by === 'pin' ? { by, pin } : { by, password };
		return { name: this.name.trim(), staffNumber: this.staffNumber.trim(), lock };
	}

	#lockProblem(): (() => string) | null {
		if (this.by === 'pin') return pinProblem(this.pin);
		return isShortPassword(this.password) ? m.setup_short_password : null;
	}
}

function atField(at: Place, text: () => string) {
	return { kind: 'at_field', problem: { at, text } } as const;
}
