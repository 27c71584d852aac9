import type { Status } from '$lib/domain/entities';
import type { RowId } from '$lib/domain/ids';
import { reportOf, type Reporting } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import { taskHistory, undoable, type HistoryEntry } from '$lib/features/task-words';
import { keepDraft, readDraft } from '$lib/ui/draft';
import { taskFacts, type TaskFacts } from './task-facts';

/** One task as its sheet shows it: facts, history, and the note that goes with the next word. */
export class OneTask {
	#note = $state('');
	readonly #muster: Muster;
	readonly #reporting: Reporting;
	readonly #id: () => RowId;

	/** undefined for a task that is not on this phone */
	readonly facts: TaskFacts | undefined = $derived.by(() => {
		const { view, personId, me } = this.#muster;
		return taskFacts(view, { id: personId, role: me?.role ?? 'member' }, this.#id());
	});
	readonly history: readonly HistoryEntry[] = $derived.by(() =>
		taskHistory(this.#muster.view.list('status_events', 'task', this.#id()))
	);
	readonly #last: HistoryEntry | undefined = $derived.by(
		() => this.facts && undoable(this.facts.task, this.history, this.#muster.personId)
	);

	constructor(muster: Muster, reporting: Reporting, id: () => RowId) {
		this.#muster = muster;
		this.#reporting = reporting;
		this.#id = id;
		this.#note = readDraft(this.#draft);
	}

	/** What goes with the next word; kept through a reload, such as an update's. */
	get note(): string {
		return this.#note;
	}
	set note(text: string) {
		this.#note = text;
		keepDraft(this.#draft, text);
	}

	/** The reader's own last report still stands, and may be taken back. */
	get mayUndoLast(): boolean {
		return this.#last !== undefined && this.facts?.mayReport === 'ok';
	}

	/** The note stays in its field until the phone has it. */
	report(status: Status): void {
		if (!this.facts) return;
		const note = this.note.trim();
		const stored = this.#reporting.report(this.facts.task.id, status, note);
		stored?.then(
			() => {
				if (this.note.trim() === note) this.note = '';
			},
			() => undefined
		);
	}

	undoLast(): void {
		if (!this.facts || !this.#last) return;
		const reports = this.#last.events.flatMap((event) => reportOf(event) ?? []);
		this.#reporting.takeBack(this.facts.task.id, reports);
	}

	get #draft(): string {
		return `${this.#muster.personId}.${this.#id()}`;
	}
}
