/* eslint-disable svelte/prefer-svelte-reactivity -- maps and sets are made anew here, and never changed */
import { checkNewcomers, staffNumberKey, type RowCode } from '$lib/domain/rules/newcomers';
import type { Department } from '$lib/domain/entities';
import type { ProjectId } from '$lib/domain/ids';
import { MAX_ROWS } from '$lib/domain/protocol/setup';
import type { Muster } from '$lib/features/session';
import { m } from '$lib/i18n';
import { keepDraft, readDraft } from '$lib/ui/draft';
import type { Orders } from '$lib/features/orders';
import { keepLines, readPaste, replaceLine, type PastedRow } from './paste';
import { departmentsIn } from './rows';
import { addSlips } from './slips';

const DRAFT = 'people';
/** An id that no department has. */
const NOWHERE = '?';
const ARRIVAL_POLL_MS = 100;
const ARRIVAL_POLLS = 50;
/** A second tap right after a question is no answer to it. */
const DEAF_MS = 600;

export type CheckedRow = PastedRow & {
	/** null where nothing is wrong */
	readonly code: RowCode | null;
	/** the department's id, '' where the row names none */
	readonly departmentId: string;
};

/** A list of people to be taken in: what was pasted is the only truth, corrections change its text. */
export class PeopleList {
	#text = $state(readDraft(DRAFT));
	/** what the server has said of rows, by their line, until the text changes */
	#said = $state.raw<ReadonlyMap<number, RowCode>>(new Map());
	#problem = $state.raw<() => string>(() => '');
	#pending = $state(false);
	/** the text whose wrong rows one has been asked about */
	#askedAbout: string | null = null;
	#deaf = false;
	readonly #muster: Muster;
	readonly #orders: Orders;
	readonly #sleep: (ms: number) => Promise<void>;

	readonly departments: readonly Department[] = $derived.by(() => departmentsIn(this.#muster.view));
	readonly rows: readonly CheckedRow[] = $derived.by(() => this.#check());
	readonly ready: readonly CheckedRow[] = $derived(this.rows.filter((row) => row.code === null));
	readonly wrong: readonly CheckedRow[] = $derived(this.rows.filter((row) => row.code !== null));

	constructor(
		muster: Muster,
		orders: Orders,
		sleep: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms))
	) {
		this.#muster = muster;
		this.#orders = orders;
		this.#sleep = sleep;
	}

	get text(): string {
		return this.#text;
	}
	set text(text: string) {
		this.#text = text;
		this.#said = new Map();
		this.#problem = () => '';
		keepDraft(DRAFT, text);
	}
	get pending(): boolean {
		return this.#pending;
	}
	/** why nobody was taken in; '' where nothing is wrong */
	get problem(): string {
		return this.#problem();
	}

	/** What the server has said of other rows stays. */
	correct(row: PastedRow, change: Partial<Omit<PastedRow, 'line'>>): void {
		const said = new Map(this.#said);
		said.delete(row.line);
		this.text = replaceLine(this.#text, { ...row, ...change });
		this.#said = said;
	}

	/** Makes the department that a row names; the rows that name it are right then. */
	createDepartment(row: PastedRow): void {
		const why = this.#orders.give('department.create', { name: row.department });
		this.#problem = () => why;
	}

	/** The department that may be meant: one that begins alike. */
	guess(row: PastedRow): Department | undefined {
		const start = row.department.slice(0, 1).toLowerCase();
		return this.departments.find(({ name }) => name.toLowerCase().startsWith(start));
	}

	/** Takes the rows in that are right. @returns whether there are slips to print now */
	async takeIn(project: ProjectId | ''): Promise<boolean> {
		if (this.#pending) return false;
		const { ready } = this;
		this.#problem = () => '';
		if (ready.length === 0) this.#problem = m.people_add_nothing;
		if (ready.length > MAX_ROWS) this.#problem = () => m.people_too_many({ count: MAX_ROWS });
		if (this.problem !== '') return false;
		this.#pending = true;
		try {
			return await this.#send(ready, project);
		} finally {
			this.#pending = false;
		}
	}

	/**
	 * What is pasted counts when one goes on: rows that are right are taken in. Of the others it is said
	 * that they are not, and asked a second time they are left behind.
	 *
	 * @returns whether to go on
	 */
	async goOn(project: ProjectId | ''): Promise<boolean> {
		if (this.#pending || this.#deaf) return false;
		if (this.ready.length > 0 && !(await this.takeIn(project))) return false;
		const { length: count } = this.wrong;
		if (count === 0 || this.#askedAbout === this.#text) return true;
		this.#askedAbout = this.#text;
		this.#problem = () => m.people_not_added({ count });
		this.#deaf = true;
		void this.#sleep(DEAF_MS).then(() => (this.#deaf = false));
		return false;
	}

	async #send(ready: readonly CheckedRow[], project: ProjectId | ''): Promise<boolean> {
		await this.#arrived([
			...ready.map((row) => `departments/${row.departmentId}`),
			`projects/${project}`
		]);
		const asked = await this.#muster.desk.takeIn({
			rows: ready.map(({ name, staffNumber, departmentId }) => ({
				...{ name, staffNumber },
				department: departmentId
			})),
			...(project === '' ? {} : { project })
		});
		if (asked.kind !== 'ok') {
			this.#problem = asked.kind === 'unreachable' ? m.people_unreachable : m.people_denied;
			return false;
		}
		if ('rows' in asked.answer) {
			const codes = asked.answer.rows.map((code, at) => [ready[at]?.line ?? 0, code] as const);
			this.#said = new Map(codes.flatMap(([line, code]) => (code ? [[line, code]] : [])));
			return false;
		}
		addSlips(asked.answer.people);
		this.text = keepLines(this.#text, this.#besides(ready));
		return true;
	}

	/** What is there beside these rows: something may have been written while the server was asked. */
	#besides(taken: readonly PastedRow[]): PastedRow[] {
		const gone = [...taken];
		return readPaste(this.#text).filter((row) => {
			const at = gone.findIndex((one) => isSamePerson(one, row));
			if (at >= 0) gone.splice(at, 1);
			return at < 0;
		});
	}

	/** What people are put into was made on this device, and the server must have it first. */
	async #arrived(targets: readonly string[]): Promise<void> {
		for (let i = 0; i < ARRIVAL_POLLS; i++) {
			if (!targets.some((target) => this.#muster.isTargetQueued(target))) return;
			await this.#sleep(ARRIVAL_POLL_MS);
		}
	}

	#check(): CheckedRow[] {
		const byName = new Map(this.departments.map(({ id, name }) => [name.toLowerCase(), id]));
		const rows = readPaste(this.#text).map((row) => ({
			...row,
			departmentId:
				row.department === '' ? '' : (byName.get(row.department.toLowerCase()) ?? NOWHERE)
		}));
		const codes = checkNewcomers(
			rows.map((row) => ({ ...row, department: row.departmentId })),
			{
				numbers: new Set(
					this.#muster.view.all('people').map(({ staffNumber }) => staffNumberKey(staffNumber))
				),
				departments: new Set(this.departments.map(({ id }) => id))
			}
		);
		return rows.map((row, at) => ({
			...row,
			code: codes[at] ?? this.#said.get(row.line) ?? null
		}));
	}
}

function isSamePerson(a: PastedRow, b: PastedRow): boolean {
	return a.name === b.name && a.staffNumber === b.staffNumber && a.department === b.department;
}
