import { isKind, type Kind } from '../domain/entities';
import type { Space } from '../domain/entity';
import type { Mark } from '../domain/mark';
import type { Ms } from '../domain/ids';
import { PROTO, type Page, type PullAnswer, type PullRequest } from '../domain/protocol/wire';
import { wholeRow } from '../domain/rows';
import { absorb, type Absorbed } from './heal';
import type {
	Clock,
	Obstacle,
	OutboxEntry,
	OutboxStore,
	ReplicaStore,
	SpacePage,
	StoredRow,
	Transport
} from './ports';
import type { ReplicaView } from './replica-view';
import { isUndecided } from './queue';
import { obstacleOf } from './retry';

/** What one request for news came to. */
export type PullStep =
	| {
			readonly kind: 'pages';
			readonly pages: readonly SpacePage[];
			readonly lost: readonly Space[];
			/** the head at a cycle's end; null while there is more, or a page did not fit */
			readonly head: Mark | null;
			readonly syncedAt: Ms | null;
	  }
	| { readonly kind: 'reset' | 'moved' }
	| Obstacle;

type PullPorts = {
	readonly clock: Clock;
	readonly transport: Pick<Transport, 'pull'>;
	readonly outbox: OutboxStore;
	readonly replica: ReplicaStore;
};

/** Asks for news, page by page, and keeps it. */
export class Pull {
	readonly #ports: PullPorts;
	readonly #view: ReplicaView;

	constructor(ports: PullPorts, view: ReplicaView) {
		this.#ports = ports;
		this.#view = view;
	}

	/** One request, under the pull lock. `moved`: another tab was faster, and the replica must be read again. */
	async step(open: readonly Space[]): Promise<PullStep> {
		const { outbox, transport } = this.#ports;
		const { meta, entries } = await outbox.read();
		if (meta.replicaStale) return this.#clear();
		const waiting = waitingOf(entries);
		const reply = await transport.pull({
			proto: PROTO,
			device: meta.device,
			seen: meta.seen,
			cursors: { ...this.#view.cursors },
			...(open.length > 0 ? { open: [...open] } : {}),
			...(waiting ? { waiting } : {})
		});
		return reply.kind === 'ok' ? this.#take(reply.answer, meta.resets) : obstacleOf(reply);
	}

	/** Rows of a timeline that is no more go first; only then is the device said to have started over. */
	async #clear(): Promise<PullStep> {
		const { outbox, replica } = this.#ports;
		await replica.clear();
		await outbox.update(() => ({ meta: { replicaStale: false } }));
		return { kind: 'reset' };
	}

	async #take(answer: PullAnswer, askedAtReset: number): Promise<PullStep> {
		const { outbox, replica, clock } = this.#ports;
		const absorbed: Absorbed['kind'][] = [];
		// Marks first: a replica must never know more than the outbox says was seen.
		await outbox.update((state) => {
			const taken = absorb(state, askedAtReset, answer, clock.nowMs());
			absorbed.push(taken.kind);
			return taken.kind === 'drop' ? {} : taken.change;
		});
		const what = absorbed.at(-1) ?? 'drop';
		if (what === 'drop') return { kind: 'failed', retryAfterMs: null };
		if (what === 'reset' || 'reset' in answer) return this.#clear();
		const listed = Object.entries(answer.spaces).map(([space, page]) => spacePage(space, page));
		// Ahead of the server: this tab has rows of a timeline that another one knows to have ended.
		if (listed.some(({ after, to }) => to < after)) return this.#clear();
		const pages = listed.filter((page) => this.#view.fits([page]));
		const complete = !answer.more && pages.length === listed.length;
		const syncedAt = complete ? answer.serverAt : null;
		if (!(await replica.apply(pages, answer.lost, syncedAt))) return { kind: 'moved' };
		return {
			kind: 'pages',
			pages,
			lost: answer.lost,
			head: complete ? answer.head : null,
			syncedAt
		};
	}
}

/** How many taps the server has not decided on, and since when; undefined for none. */
function waitingOf(entries: readonly OutboxEntry[]): PullRequest['waiting'] {
	const ops = entries.filter(isUndecided).map(({ op }) => op);
	if (ops.length === 0) return undefined;
	return { ops: ops.length, oldestAt: Math.min(...ops.map((op) => op.clientAt + op.offsetMs)) };
}

function spacePage(space: Space, page: Page): SpacePage {
	const put: StoredRow[] = [];
	const drop: { kind: Kind; id: string }[] = [];
	for (const [kind, id, seq, data] of page.rows) {
		// Rows were parsed on their way into the server. A kind that this version does not know: a newer one pulls it afresh.
		if (!isKind(kind)) continue;
		if (data === null) drop.push({ kind, id });
		else put.push({ space, kind, id, seq, row: wholeRow(kind, { ...data, id }) });
	}
	return { space, after: page.after, to: page.to, put, drop };
}
