import { issueFieldsOf } from '$lib/domain/commands/issue-history';
import type { IssueFields } from '$lib/domain/entities/issues';
import type { IssueId, Ms, PersonId, Ulid } from '$lib/domain/ids';
import { learnShift } from '$lib/features/shift';
import { notKept } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import type { Dispatched } from '$lib/sync/engine';
import { saidAtMs, type Kept } from './keeping';
import type { IssueButton } from './model/actions';

export type Handled = {
	readonly issue: IssueId;
	/** null for a word of an earlier visit, which is taken back */
	readonly button: IssueButton | null;
	readonly op: Ulid;
	/** what words set, as the screen showed it before this one */
	readonly before: IssueFields;
	readonly kept: Kept;
	readonly atMs: Ms;
};

type Doing = Pick<Muster, 'view' | 'dispatch' | 'queue' | 'retry'>;

type About = {
	readonly issue: IssueId;
	readonly before: IssueFields;
	readonly note?: string;
};

/** What somebody has just done about issues, and how far each word has come. Lives as long as a screen. */
export class Handling {
	readonly #muster: Doing;
	#handled = $state.raw<readonly Handled[]>([]);

	constructor(muster: Doing) {
		learnShift(muster);
		this.#muster = muster;
	}

	/** What was done last on this screen about that issue. */
	handledOf(issue: IssueId): Handled | undefined {
		return this.#handled.findLast((one) => one.issue === issue);
	}
	/** Everything done on this screen that still stands, oldest first. */
	get standing(): readonly Handled[] {
		return this.#handled.filter(isStanding);
	}

	/**
	 * @param solver whom it is handed to
	 * @returns settles when the phone has stored it, or could not; null when there is no such issue
	 */
	handle(id: IssueId, button: IssueButton, note = '', solver?: PersonId): Promise<void> | null {
		const issue = this.#muster.view.get('issues', id);
		if (!issue) return null;
		const before = issueFieldsOf(issue);
		const said = note.trim();
		const about = { issue: id, before, ...(said === '' ? {} : { note: said }) };
		const { op, stored } = this.#dispatch(about, button, solver);
		const handled = { issue: id, button, op: op.id, before, atMs: saidAtMs(op) };
		this.#keep({ ...handled, kept: 'saving' }, stored, 'stored');
		return stored;
	}

	/** Takes back the last word on that issue. */
	undo(issue: IssueId): void {
		const last = this.handledOf(issue);
		if (last && isStanding(last)) this.takeBack(last);
	}

	/** Takes back a word that still stands, also one of an earlier visit. */
	takeBack(
		word: Pick<Handled, 'issue' | 'op' | 'before'> & { readonly button?: Handled['button'] }
	): void {
		const { issue, op: undone, before, button = null } = word;
		const { op, stored } = this.#muster.dispatch('issue.undo', { issue, op: undone, to: before });
		const taken = { issue, button, op: undone, before, atMs: saidAtMs(op) };
		this.#keep({ ...taken, kept: 'undoing' }, stored, 'undone');
	}

	#dispatch(about: About, button: IssueButton, solver?: PersonId): Dispatched {
		switch (button) {
			case 'accept':
				return this.#muster.dispatch('issue.accept', about);
			case 'resolve':
				return this.#muster.dispatch('issue.resolve', about);
			case 'confirm':
				return this.#muster.dispatch('issue.confirm', { ...about, solved: true });
			case 'reopen':
				return this.#muster.dispatch('issue.confirm', { ...about, solved: false });
			case 'hand_on':
				if (solver === undefined) throw new TypeError('an issue is handed to somebody');
				return this.#muster.dispatch('issue.hand_on', { ...about, solver });
			case 'escalate':
				return this.#muster.dispatch('issue.escalate', about);
			case 'withdraw':
				return this.#muster.dispatch('issue.withdraw', about);
		}
	}

	#keep(handled: Handled, stored: Promise<void>, then: Kept): void {
		this.#put(handled);
		const settle = (kept: Kept): void => {
			if (this.handledOf(handled.issue) === handled) this.#put({ ...handled, kept });
		};
		stored.then(
			() => settle(then),
			(error: unknown) => settle(notKept(error))
		);
	}

	/** A word that has come further takes its own place. */
	#put(handled: Handled): void {
		this.#handled = [...this.#handled.filter(({ op }) => op !== handled.op), handled];
	}
}

export function isStanding({ kept }: Handled): boolean {
	return kept === 'saving' || kept === 'stored';
}
