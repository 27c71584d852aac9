import type { Actor } from '../../src/lib/domain/command';
import { EVENT_DAYS_HELD } from '../../src/lib/domain/entities';
import type { Space } from '../../src/lib/domain/entity';
import { makeUlid, type Ms, type PersonId } from '../../src/lib/domain/ids';
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
import type { Reply } from '../../src/lib/sync/ports';
import type { MemoryServerStore, ChangeLine } from './memory-store';

export type Poke = { readonly space: Space; readonly head: Mark };

/** The whole server, as a phone meets it: push and pull over one store, pokes after each commit. */
export class MemoryServer {
	/** what it tells after a commit */
	onPoke: (poke: Poke) => void = () => undefined;
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

	push(person: PersonId, request: PushRequest, nowMs: Ms): Reply<PushAnswer> {
		const actor = this.actor(person);
		if (!actor) return { kind: 'deactivated' };
		try {
			const { answer, touched } = this.store.transaction(() => this.handle(actor, request, nowMs));
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
		const held = new Set(heldSpaces(store, actor));
		for (const space of request.open ?? []) if (mayOpen(store, actor, space)) held.add(space);
		const answer = {
			...answerHead(timeline, store.head(), seen, nowMs),
			...this.page(held, request.cursors, nowMs),
			lost: Object.keys(request.cursors).filter((space) => !held.has(space))
		};
		return { kind: 'ok', answer };
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
