import type { Ms } from '$lib/domain/ids';
import type { Health } from '$lib/domain/protocol/health';
import { HOUR_MS, MINUTE_MS } from '$lib/domain/time';
import type { ServerDesk } from '$lib/features/session';

/** A minute of the last hour, and how many ops came in it. */
export type Minute = { readonly at: Ms; readonly count: number };

/** What the server last said of itself; an older word stays while a newer one does not come. */
export class HealthWatch {
	readonly #desk: Pick<ServerDesk, 'fetchHealth'>;
	#health = $state.raw<Health | null>(null);
	#stale = $state(false);
	#asking = false;

	readonly minutes: readonly Minute[] = $derived(this.#health ? lastHour(this.#health) : []);
	readonly waiting = $derived(
		(this.#health?.devices ?? []).flatMap(({ waiting, ...device }) =>
			waiting && waiting.ops > 0 ? [{ ...device, waiting }] : []
		)
	);

	constructor(desk: Pick<ServerDesk, 'fetchHealth'>) {
		this.#desk = desk;
	}

	/** null before the first answer */
	get health(): Health | null {
		return this.#health;
	}
	/** The newest question was not answered. */
	get isStale(): boolean {
		return this.#stale;
	}

	async ask(): Promise<void> {
		if (this.#asking) return;
		this.#asking = true;
		const asked = await this.#desk.fetchHealth();
		this.#asking = false;
		this.#stale = asked.kind !== 'ok';
		if (asked.kind === 'ok') this.#health = asked.answer;
	}
}

/** Every minute of the last hour, also those in which nothing came. */
function lastHour({ now, opsPerMinute }: Health): Minute[] {
	const counts = new Map(opsPerMinute);
	const last = now - (now % MINUTE_MS);
	return Array.from({ length: HOUR_MS / MINUTE_MS }, (_, index) => {
		const at = last - HOUR_MS + (index + 1) * MINUTE_MS;
		return { at, count: counts.get(at) ?? 0 };
	});
}
