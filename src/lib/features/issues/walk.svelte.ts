import { isOpenIssue } from '$lib/domain/commands/late-issue';
import type { IssueId, ProjectId } from '$lib/domain/ids';
import type { Muster } from '$lib/features/session';
import { Handling } from './handling.svelte';
import type { IssueButton } from './model/actions';
import { issueRow, issueRows, type IssueRow } from './model/rows';
import { readerOf } from './reader';

/** What has become of an issue in a walk; `left`: nothing was said of it. */
export const ENDS = ['closed', 'resolved', 'started', 'handed', 'escalated', 'left'] as const;
export type End = (typeof ENDS)[number];

const END_OF: Readonly<Record<IssueButton, End>> = {
	accept: 'started',
	resolve: 'resolved',
	confirm: 'closed',
	reopen: 'left',
	hand_on: 'handed',
	escalate: 'escalated',
	withdraw: 'closed'
};

/**
 * A walk through a project's open issues, one at a time, the most urgent first. The order is that of
 * the beginning: what is decided on the way moves nothing under the hand.
 */
export class Walk {
	readonly #muster: Muster;
	readonly handling: Handling;
	#issues: readonly IssueId[] = $state.raw([]);
	#index = $state(0);

	/** undefined at the end, and while there is nothing to walk through */
	readonly row: IssueRow | undefined = $derived.by(() =>
		issueRow(this.#muster.view, this.#issues[this.#index] ?? '', readerOf(this.#muster))
	);

	constructor(muster: Muster, project: ProjectId) {
		this.#muster = muster;
		this.handling = new Handling(muster);
		this.begin(project);
	}

	/** From the start, with what is open now. */
	begin(project: ProjectId): void {
		this.#issues = issueRows(this.#muster.view, project, readerOf(this.#muster))
			.filter(({ issue }) => isOpenIssue(issue))
			.map(({ issue }) => issue.id);
		this.#index = 0;
	}

	/** from 1; one more than there are at the end */
	get number(): number {
		return this.#index + 1;
	}
	get count(): number {
		return this.#issues.length;
	}
	get isOver(): boolean {
		return this.#index >= this.#issues.length;
	}

	next(): void {
		this.#index = Math.min(this.#issues.length, this.#index + 1);
	}
	previous(): void {
		this.#index = Math.max(0, this.#index - 1);
	}
	finish(): void {
		this.#index = this.#issues.length;
	}

	/** How many came to which end, by the last word on each that still stands. */
	get ends(): Readonly<Record<End, number>> {
		const counts = { closed: 0, resolved: 0, started: 0, handed: 0, escalated: 0, left: 0 };
		for (const id of this.#issues) {
			const last = this.handling.standing.findLast(({ issue }) => issue === id);
			counts[last?.button ? END_OF[last.button] : 'left']++;
		}
		return counts;
	}
}
