import type { Language } from '$lib/domain/choices';
import { parse } from '$lib/domain/parse';
import { SetupSchema } from '$lib/domain/protocol/setup';
import { readCode } from '$lib/domain/rules/slip-code';
import type { CodeOutcome, Session } from '$lib/features/session';
import { m } from '$lib/i18n';
import { keepDraft, readDraft } from '$lib/ui/draft';
import { isShortPassword } from './short-password';

const DRAFT = 'setup';
/** Each text that is typed, but the password. */
const KEPT = ['name', 'timeZone', 'language', 'yourName', 'identity', 'code'] as const;

type Place = 'code' | 'name' | 'yourName' | 'identity' | 'password' | 'form';
type Problem = { readonly at: Place; readonly text: () => string };

function problemOf(outcome: Exclude<CodeOutcome, { kind: 'signed_in' }>): Problem {
	switch (outcome.kind) {
		case 'wrong':
			return { at: 'code', text: m.setup_wrong_code };
		case 'invalid':
			return { at: 'password', text: m.setup_short_password };
		case 'over':
			return { at: 'form', text: m.setup_over };
		case 'busy':
			return { at: 'form', text: m.setup_busy };
		case 'storage_failed':
			return { at: 'form', text: m.setup_storage };
		case 'deactivated':
		case 'unreachable':
			return { at: 'form', text: m.setup_unreachable };
	}
}

/** The first step: the organisation and its first administrator. Nothing typed is lost to a reload. */
export class SetUp {
	code = $state('');
	name = $state('');
	timeZone = $state('');
	language = $state<Language>('zh-CN');
	yourName = $state('');
	identity = $state('');
	password = $state('');
	#pending = $state(false);
	#over = $state(false);
	#problem = $state.raw<Problem | null>(null);
	readonly #session: Pick<Session, 'openDoor'>;

	/** @param code what the address brought; '' where it brought none */
	constructor(
		session: Pick<Session, 'openDoor'>,
		start: { readonly code: string; readonly timeZone: string; readonly language: Language }
	) {
		this.#session = session;
		Object.assign(this, start, readKept());
		this.code = readCode(start.code) || this.code;
	}

	get pending(): boolean {
		return this.#pending;
	}
	/** Somebody has been here before: signing in is what is left. */
	get isOver(): boolean {
		return this.#over;
	}
	/** '' where nothing is wrong */
	problemAt(place: Place): string {
		return this.#problem?.at === place ? this.#problem.text() : '';
	}

	keep(): void {
		keepDraft(DRAFT, JSON.stringify(Object.fromEntries(KEPT.map((key) => [key, this[key]]))));
	}

	/** Asks whether there is anything to do here at all. */
	async look(): Promise<void> {
		const waiting = await this.#session.openDoor().then(
			(door) => door.isWaiting(),
			() => null
		);
		this.#over = waiting === false;
	}

	/** @returns where to go on; null when signed in, or when no field is at fault */
	async submit(): Promise<Place | null> {
		if (this.#pending) return null;
		this.#problem = this.#missing();
		if (this.#problem === null) {
			this.#pending = true;
			const outcome = await this.#send().finally(() => (this.#pending = false));
			if (outcome.kind === 'signed_in') keepDraft(DRAFT, '');
			else this.#problem = problemOf(outcome);
			this.#over = outcome.kind === 'over';
		}
		return this.#problem?.at ?? null;
	}

	async #send(): Promise<CodeOutcome> {
		const setup = this.#setup();
		if (setup === null) return { kind: 'invalid' };
		try {
			return await (await this.#session.openDoor()).setUp(this.code, setup);
		} catch {
			return { kind: 'unreachable' };
		}
	}

	#setup() {
		const { name, timeZone, language, yourName, identity, password } = this;
		return parse(SetupSchema, {
			organisation: { name, timeZone, defaultLanguage: language },
			admin: { name: yourName, identity: identity.trim(), password }
		});
	}

	#missing(): Problem | null {
		if (readCode(this.code) === '') return { at: 'code', text: m.setup_wrong_code };
		if (this.name.trim() === '') return { at: 'name', text: m.setup_missing_name };
		if (this.yourName.trim() === '') return { at: 'yourName', text: m.setup_missing_your_name };
		if (this.identity.trim() === '') return { at: 'identity', text: m.setup_wrong_identity };
		if (isShortPassword(this.password)) return { at: 'password', text: m.setup_short_password };
		return this.#setup() === null ? { at: 'identity', text: m.setup_wrong_identity } : null;
	}
}

function readKept(): Record<string, string> {
	const kept: unknown = JSON.parse(readDraft(DRAFT) || '{}');
	if (typeof kept !== 'object' || kept === null) return {};
	return Object.fromEntries(
		Object.entries(kept).filter(
			([key, value]) => KEPT.some((known) => known === key) && typeof value === 'string'
		)
	);
}
