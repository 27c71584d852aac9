import type { Welcome } from '$lib/domain/protocol/setup';
import type { CodeOutcome, Door, Looked } from '$lib/features/session';
import { m } from '$lib/i18n';
import type { Problem, WayIn } from './code-form.svelte';
import { isShortPassword } from './short-password';

const SHORT: Problem<'password'> = { at: 'password', text: m.setup_short_password };

/** From a slip of paper into the app: the code says who it is, and a password is chosen. */
export class FirstSignIn implements WayIn<Welcome, 'password'> {
	password = $state('');
	readonly first = 'password';
	readonly invalid = SHORT;
	readonly words = {
		wrong: m.welcome_wrong,
		over: m.welcome_over,
		storage_failed: m.welcome_storage,
		unreachable: m.welcome_unreachable
	};

	missing(): Problem<'password'> | null {
		return isShortPassword(this.password) ? SHORT : null;
	}

	look(door: Door, code: string): Promise<Looked<Welcome>> {
		return door.fetchWelcome(code);
	}

	enter(door: Door, code: string): Promise<CodeOutcome> {
		return door.signInByCode(code, this.password);
	}
}
