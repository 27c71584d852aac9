import { createSubscriber } from 'svelte/reactivity';
import type { Person } from '$lib/domain/entities';
import type { Space } from '$lib/domain/entity';
import type { Ms, PersonId, Ulid } from '$lib/domain/ids';
import type { CommandArgs, CommandName } from '$lib/domain/registry';
import { dueAtMs } from '$lib/domain/rules/overdue';
import type { Zones } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import type { Muster, SignOutOutcome } from '$lib/features/session';
import type { Dispatched, Engine } from '$lib/sync/engine';
import type { Timers } from '$lib/sync/ports';
import type { QueueItem, SyncStatus } from '$lib/sync/status';

const TICK_MS: Ms = 15_000;

export type EngineStatePorts = {
	readonly engine: Engine;
	readonly personId: PersonId;
	readonly zones: Zones;
	readonly timeZone: string;
	readonly timers: Timers;
	readonly serverNowMs: () => Ms;
	/** Something was put into the queue: the worker may have to send it. */
	readonly queued: () => void;
	readonly signOut: (options?: { readonly force?: boolean }) => Promise<SignOutOutcome>;
};

/** The engine as Svelte sees it: reading a getter in an effect follows it. */
export class EngineState implements Muster {
	readonly #ports: EngineStatePorts;
	readonly #followEngine: () => void;
	readonly #followTime: () => void;
	#tick: Ms | null = null;
	/** screens that only read rows are left alone while only the status changes */
	readonly #viewVersion: number = $derived.by(() => {
		this.#followEngine();
		return this.#ports.engine.viewVersion;
	});

	constructor(ports: EngineStatePorts) {
		this.#ports = ports;
		this.#followEngine = createSubscriber((update) => ports.engine.subscribe(update));
		this.#followTime = createSubscriber((update) => this.#run(update));
	}

	get view(): View {
		this.#followRows();
		return this.#ports.engine.view;
	}
	get status(): SyncStatus {
		this.#followEngine();
		return this.#ports.engine.status;
	}
	get queue(): readonly QueueItem[] {
		this.#followEngine();
		return this.#ports.engine.queue;
	}
	get nowMs(): Ms {
		this.#followTime();
		return this.#tick ?? this.#ports.serverNowMs();
	}
	get zones(): Zones {
		return this.#ports.zones;
	}
	get timeZone(): string {
		return this.#ports.timeZone;
	}
	get personId(): PersonId {
		return this.#ports.personId;
	}
	get me(): Person | undefined {
		return this.view.get('people', this.personId);
	}

	dispatch<N extends CommandName>(name: N, args: CommandArgs[N]): Dispatched {
		const dispatched = this.#ports.engine.dispatch(name, args);
		// A failure is the caller's to show, and the status says it too.
		dispatched.stored.then(this.#ports.queued, () => undefined);
		return dispatched;
	}

	isQueued(op: Ulid): boolean {
		this.#followEngine();
		return this.#ports.engine.isQueued(op);
	}
	isTargetQueued(target: string): boolean {
		this.#followEngine();
		return this.#ports.engine.isTargetQueued(target);
	}
	dismiss(op: Ulid): Promise<void> {
		return this.#ports.engine.dismiss(op);
	}
	retry(): void {
		this.#ports.engine.retry();
	}
	open(spaces: readonly Space[]): void {
		this.#ports.engine.open(spaces);
	}
	signOut(options?: { readonly force?: boolean }): Promise<SignOutOutcome> {
		return this.#ports.signOut(options);
	}

	/** Reading the version is following it. */
	#followRows(): number {
		return this.#viewVersion;
	}

	/** Time goes on while somebody looks: each 15 s, at each due instant, on return to the page. */
	#run(update: () => void): () => void {
		let cancel = (): void => undefined;
		const schedule = (): void => {
			cancel();
			const nowMs = this.#ports.serverNowMs();
			this.#tick = nowMs;
			cancel = this.#ports.timers.after(this.#untilNextMs(nowMs), tick);
		};
		const tick = (): void => {
			schedule();
			update();
		};
		schedule();
		const page = globalThis.document as Document | undefined;
		page?.addEventListener('visibilitychange', tick);
		return () => {
			page?.removeEventListener('visibilitychange', tick);
			cancel();
			this.#tick = null;
		};
	}

	/** ms until a task falls due, at most one tick. */
	#untilNextMs(nowMs: Ms): Ms {
		const { engine, zones } = this.#ports;
		let next = nowMs + TICK_MS;
		for (const project of engine.view.all('projects')) {
			for (const task of engine.view.list('tasks', 'project', project.id)) {
				if (task.status === 'done' || task.removed) continue;
				const due = dueAtMs(task, project.timeZone, zones);
				if (due !== null && due > nowMs && due < next) next = due;
			}
		}
		return next - nowMs;
	}
}
