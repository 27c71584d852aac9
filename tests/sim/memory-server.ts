import type { Actor } from '../../src/lib/domain/command';
import { EVENT_DAYS_HELD } from '../../src/lib/domain/entities';
import type { Space } from '../../src/lib/domain/entity';
import { makeUlid, type Ms, type PersonId, type RowId } from '../../src/lib/domain/ids';
import { isValidMark, type Mark } from '../../src/lib/domain/mark';
import { answerHead, handlePush, resetAnswer } from '../../src/lib/domain/protocol/push';
import { TransactionLost } from '../../src/lib/domain/protocol/server-store';
import type {
	Page,
	PullAnswer,
	PullRequest,
	PushAnswer,
	PushRequest,
	WireRow
} from '../../src/lib/domain/protocol/wire';
import { heldSpaces, mayOpen } from '../../src/lib/domain/rules/rights';
import { DAY_MS } from '../../src/lib/domain/time';
import { mayFill } from '../../src/lib/domain/rules/filling';
import type { PhoneFile, Sent } from '../../src/lib/sync/files';
import type { Reply } from '../../src/lib/sync/ports';
import type { MemoryServerStore, ChangeLine } from './memory-store';
import { asKnown } from './newer';

export type Poke = { readonly space: Space; readonly head: Mark };

/** The whole server, as a phone meets it: push and pull over one store, pokes after each commit. */
export class MemoryServer {
	/** what it tells after a commit */
	onPoke: (poke: Poke) => void = () => undefined;
	/** A photo has been taken, which no op tells of. */
	onPhoto: (attachment: RowId, uploadedAt: Ms) => void = () => undefined;
	/** a version later: it knows what newer apps say */
	isUpdated = false;
	readonly store: MemoryServerStore;
	readonly #random: () => number;
	readonly #pageRows: number;

	/** @param pageRows how many rows a pull answers at most */
	constructor(store: MemoryServerStore, random: () => number, pageRows: number) {
		this.store = store;
		this.#random = random;
		this.#pageRows = pageRows;
	}

	restart(nowMs: Ms): void {
		this.store.start(makeUlid(nowMs, this.#random));
	}

	headMark(): Mark {
		const boot = this.store.timeline().at(-1);
		if (!boot) throw new Error('the server has not been started');
		return { boot: boot[0], seq: this.store.head() };
	}

	/** The person behind a session, as the database says now. */
	actor(person: PersonId): Actor | null {
		const row = this.store.get('people', person);
		return row?.active ? { id: row.id, role: row.role } : null;
	}

	/** The spaces that a pull of the person serves, with those it asks for besides. */
	servedSpaces(actor: Actor, open: readonly Space[]): Set<Space> {
		const served = new Set(heldSpaces(this.store, actor));
		for (const space of open) if (mayOpen(this.store, actor, space)) served.add(space);
		return served;
	}

	/** What a subscription begins with: where the space's newest row stands, on the boot in force. */
	greeting(space: Space): Poke {
		return { space, head: { ...this.headMark(), seq: this.store.newestSeq(space) } };
	}

	mayHear(person: PersonId, space: Space): boolean {
		const actor = this.actor(person);
		return actor !== null && this.servedSpaces(actor, [space]).has(space);
	}

	push(person: PersonId, request: PushRequest, nowMs: Ms): Reply<PushAnswer> {
		const actor = this.actor(person);
		if (!actor) return { kind: 'deactivated' };
		try {
			const ops = this.isUpdated ? request.ops.map(asKnown) : request.ops;
			const { answer, touched } = this.store.transaction(() =>
				this.handle(actor, { ...request, ops }, nowMs)
			);
			const head = this.headMark();
			for (const space of touched) this.onPoke({ space, head });
			return { kind: 'ok', answer };
		} catch (error) {
			if (error instanceof TransactionLost) return { kind: 'busy', retryAfterMs: null };
			throw error;
		}
	}

	pull(person: PersonId, request: PullRequest, nowMs: Ms): Reply<PullAnswer> {
		const actor = this.actor(person);
		if (!actor) return { kind: 'deactivated' };
		const { store } = this;
		const { seen } = request;
		const timeline = store.timeline();
		if (seen && !isValidMark(seen, timeline, store.head()))
			return { kind: 'ok', answer: resetAnswer(timeline, store.head(), nowMs) };
		const held = this.servedSpaces(actor, request.open ?? []);
		const answer = {
			...answerHead(timeline, store.head(), seen, nowMs),
			...this.page(held, request.cursors, nowMs),
			lost: Object.keys(request.cursors).filter((space) => !held.has(space))
		};
		return { kind: 'ok', answer };
	}

	/** The bytes of a photo, for a row that has come before them. */
	takePhoto(person: PersonId, { key, attachment }: PhoneFile, nowMs: Ms): Sent {
		const { store } = this;
		const actor = this.actor(person);
		if (!actor) return { kind: 'deactivated' };
		const row = store.get('attachments', attachment);
		if (!row) return { kind: 'missing' };
		const allowed = mayFill(store, actor, row);
		if (allowed !== 'ok') return { kind: 'refused', code: allowed };
		if (row.uploadedAt > 0) return { kind: 'ok', sentAt: row.uploadedAt };
		const { touched } = store.transaction(() =>
			store.updateRow('attachments', { ...row, uploadedAt: nowMs }, ['uploadedAt'])
		);
		store.photos.set(row.id, key);
		this.onPhoto(row.id, nowMs);
		for (const space of touched) this.onPoke({ space, head: this.headMark() });
		return { kind: 'ok', sentAt: nowMs };
	}

	protected handle(actor: Actor, request: PushRequest, nowMs: Ms): PushAnswer {
		return handlePush(this.store, actor, request, nowMs);
	}

	/** The first rows after the cursors, in seq order over all spaces; the cut applies to all of them. */
	protected page(
		held: ReadonlySet<Space>,
		cursors: Readonly<Record<Space, number>>,
		nowMs: Ms
	): { more: boolean; spaces: Record<Space, Page> } {
		const head = this.store.head();
		const news = [...this.store.changes.values()]
			.filter((line) => this.#isNews(line, held, cursors, nowMs))
			.sort((a, b) => a.seq - b.seq);
		const cut = cutOf(news, this.#pageRows);
		const spaces: Record<Space, Page> = {};
		for (const space of held) {
			const after = cursors[space] ?? 0;
			spaces[space] = { after, to: cut === null ? head : Math.max(after, cut), rows: [] };
		}
		for (const line of news)
			if (cut === null || line.seq <= cut) spaces[line.space]?.rows.push(this.#wireRow(line));
		return { more: cut !== null, spaces };
	}

	/** A reader sees every row up to the counter: both are of one transaction. */
	protected visibleUpTo(_nowMs: Ms): number {
		return this.store.head();
	}

	#isNews(
		line: ChangeLine,
		held: ReadonlySet<Space>,
		cursors: Readonly<Record<Space, number>>,
		nowMs: Ms
	): boolean {
		const cursor = cursors[line.space] ?? 0;
		if (line.seq > this.visibleUpTo(nowMs)) return false;
		if (!held.has(line.space) || line.seq <= cursor || (line.deleted && cursor === 0)) return false;
		if (line.kind !== 'status_events' || line.deleted) return true;
		const event = this.store.get('status_events', line.id);
		return event !== undefined && event.receivedAt >= nowMs - EVENT_DAYS_HELD * DAY_MS;
	}

	#wireRow(line: ChangeLine): WireRow {
		const row = line.deleted ? null : { ...this.store.get(line.kind, line.id) };
		return [line.kind, line.id, line.seq, row];
	}
}

/** The seq that the page ends at, never between two copies of one row; null when all fits. */
function cutOf(news: readonly ChangeLine[], pageRows: number): number | null {
	const first = news[pageRows];
	const last = news[pageRows - 1];
	if (!first || !last) return null;
	if (first.seq !== last.seq) return last.seq;
	const before = news.filter((line) => line.seq < last.seq).at(-1);
	return before ? before.seq : last.seq;
}
