import type { Person } from '$lib/domain/entities';
import type { CommandName } from '$lib/domain/registry';
import type { QueueItem } from '$lib/sync/status';
import { almanac, at, person, timeZone, type TestView } from './model/test-view';

/** Whoever looks at a board of rows in memory; what they give is noted, and nothing comes of it. */
export class FakeMuster {
	readonly almanac = almanac;
	readonly timeZone = timeZone;
	readonly sent: { readonly name: CommandName; readonly args: unknown }[] = [];
	queue: readonly QueueItem[] = [];
	retries = 0;
	nowMs = at('14:32');
	status = {
		word: 'synced',
		queued: 0,
		sending: false,
		choices: 0,
		failed: 0,
		oldestQueuedAt: null,
		syncedAt: at('14:32'),
		reachable: true,
		live: true,
		signedOut: false,
		deactivated: false,
		updateRequired: false,
		storageFailed: false,
		empty: false
	} as const;
	readonly view: TestView;
	readonly personId;

	constructor(view: TestView, name: string) {
		this.view = view;
		this.personId = person(name);
	}
	get me(): Person | undefined {
		return this.view.get('people', this.personId);
	}
	dispatch(name: CommandName, args: unknown): never {
		this.sent.push({ name, args });

		return undefined as never;
	}
	retry(): void {
		this.retries += 1;
	}
}
