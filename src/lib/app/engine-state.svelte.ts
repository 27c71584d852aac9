import { createSubscriber } from 'svelte/reactivity';
import type { Person } from '$lib/domain/entities';
import type { DeviceId, Ms, PersonId, Ulid } from '$lib/domain/ids';
import type { Op } from '$lib/domain/protocol/wire';
import type { CommandArgs, CommandName } from '$lib/domain/registry';
import { calendarOf, calendarText } from '$lib/domain/rules/calendar';
import { dueAtMs } from '$lib/domain/rules/overdue';
import type { Almanac, Zones } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import type { FileDesk, Muster, ServerDesk, SignOutOutcome } from '$lib/features/session';
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
	/** reactive */
	readonly isKept: () => boolean;
	/** The phone has put this into the queue. */
	readonly queued: (op: Op) => void;
	readonly deviceId: DeviceId;
	readonly desk: ServerDesk;
	/** reactive */
	readonly files: () => FileDesk | null;
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

	readonly #calendar: string = $derived(calendarText(this.view));
	/** The same object while the calendar is the same: due states are kept by it. */
	readonly #almanac: Almanac = $derived.by(() => {
		this.#followCalendar();
		const { isWorkingDay } = calendarOf(this.#ports.engine.view);
		return { isWorkingDay, offsetMs: (zone, atMs) => this.#ports.zones.offsetMs(zone, atMs) };
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
	get isKept(): boolean {
		return this.#ports.isKept();
	}
	get nowMs(): Ms {
		this.#followTime();
		return this.#tick ?? this.#ports.serverNowMs();
	}
	get almanac(): Almanac {
		return this.#almanac;
	}
	get timeZone(): string {
		return this.#ports.timeZone;
	}
	get personId(): PersonId {
		return this.#ports.personId;
	}
	get deviceId(): DeviceId {
		return this.#ports.deviceId;
	}
	get desk(): ServerDesk {
		return this.#ports.desk;
	}
	get files(): FileDesk | null {
		return this.#ports.files();
	}
	get me(): Person | undefined {
		return this.view.get('people', this.personId);
	}

	dispatch<N extends CommandName>(name: N, args: CommandArgs[N]): Dispatched {
		const dispatched = this.#ports.engine.dispatch(name, args);
		// A failure is the caller's to show, and the status says it too.
		dispatched.stored.then(
			() => this.#ports.queued(dispatched.op),
			() => undefined
		);
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
	signOut(options?: { readonly force?: boolean }): Promise<SignOutOutcome> {
		return this.#ports.signOut(options);
	}

	/** Reading the version is following it. */
	#followRows(): number {
		return this.#viewVersion;
	}

	#followCalendar(): string {
		return this.#calendar;
	}

	/** Time goes on while somebody looks: each 15 s, at each due instant, on return to the page, and when the server puts a wrong clock right. */
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
		const unfollow = this.#ports.engine.subscribe(() => {
			if (Math.abs(this.#ports.serverNowMs() - (this.#tick ?? 0)) > 2 * TICK_MS) tick();
		});
		const page = globalThis.document as Document | undefined;
		page?.addEventListener('visibilitychange', tick);
		return () => {
			page?.removeEventListener('visibilitychange', tick);
			unfollow();
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
