import type { Actor } from '../../src/lib/domain/command';
import type { AnyRow, Kind, Rows } from '../../src/lib/domain/entities';
import type { Space } from '../../src/lib/domain/entity';
import type { Ms, Ulid } from '../../src/lib/domain/ids';
import { handlePush } from '../../src/lib/domain/protocol/push';
import type { KnownOp } from '../../src/lib/domain/protocol/server-store';
import type { Page, PushAnswer, PushRequest } from '../../src/lib/domain/protocol/wire';
import { MemoryServer } from './memory-server';
import { FaultyStore } from './faulty-store';

export class NeverKnows extends FaultyStore {
	override findOp(_id: Ulid): KnownOp | undefined {
		return undefined;
	}
	protected override mayRepeat(): boolean {
		return true;
	}
}
export class NeverRollsBack extends FaultyStore {
	override rollback(): void {
		/* what the op wrote stays */
	}
}
export class ForgetsWhenItHappened extends FaultyStore {
	override lastOccurredAt(): Ms {
		return 0;
	}
}
export class OpensNoCards extends FaultyStore {
	override insertRow<K extends Kind>(kind: K, row: Rows[K]): void {
		super.insertRow(kind, kind === 'conflicts' ? { ...row, open: false } : row);
	}
}
/** Who has left is not heard any more. */
export class KeepsNothingUnheard extends FaultyStore {
	override insertRow<K extends Kind>(kind: K, row: Rows[K]): void {
		if (kind !== 'unheard_reports') super.insertRow(kind, row);
	}
}
export class LeavesNoTombstones extends FaultyStore {
	protected override leftSpaces(_kind: Kind, _old: AnyRow, _now: ReadonlySet<Space>): Space[] {
		return [];
	}
}

/** The counter is raised before the rows of the same write can be seen. */
export class CountsOutside extends MemoryServer {
	#pushes: { readonly before: number; readonly atMs: Ms }[] = [];

	override push(...args: Parameters<MemoryServer['push']>): ReturnType<MemoryServer['push']> {
		this.#pushes = [...this.#pushes.slice(-20), { before: this.store.head(), atMs: args[2] }];
		return super.push(...args);
	}
	protected override visibleUpTo(nowMs: Ms): number {
		const fresh = this.#pushes.find(({ atMs }) => nowMs - atMs < 120);
		return fresh?.before ?? super.visibleUpTo(nowMs);
	}
}
/** A page that is cut moves all cursors to head. */
export class CutsCarelessly extends MemoryServer {
	protected override page(...args: Parameters<MemoryServer['page']>): {
		more: boolean;
		spaces: Record<Space, Page>;
	} {
		const page = super.page(...args);
		const to = this.store.head();
		const spaces = Object.entries(page.spaces).map(([space, part], index): [Space, Page] => [
			space,
			index === 0 ? part : { ...part, to }
		]);
		return { ...page, spaces: Object.fromEntries(spaces) };
	}
}
export class ForgetsWhatWaits extends MemoryServer {
	protected override handle(actor: Actor, request: PushRequest, nowMs: Ms): PushAnswer {
		const answers = request.ops.map((op) =>
			handlePush(this.store, actor, { ...request, ops: [op] }, nowMs)
		);
		const last = answers.at(-1);
		if (!last || 'reset' in last) return super.handle(actor, request, nowMs);
		return {
			...last,
			results: answers.flatMap((answer) => ('results' in answer ? answer.results : []))
		};
	}
}
/** Every device is taken at its word about where it is. */
export class NeverResets extends MemoryServer {
	protected override handle(actor: Actor, request: PushRequest, nowMs: Ms): PushAnswer {
		return super.handle(actor, { ...request, seen: null }, nowMs);
	}
}
export class LastWriterWins extends MemoryServer {
	protected override handle(actor: Actor, request: PushRequest, nowMs: Ms): PushAnswer {
		const ops = request.ops.map((op) => ({ ...op, base: this.headMark() }));
		return super.handle(actor, { ...request, ops }, nowMs);
	}
}

/** It does not expect a cursor of a space that the person has lost. */
export class FailsOnStrangers extends MemoryServer {
	protected override page(...args: Parameters<MemoryServer['page']>): {
		more: boolean;
		spaces: Record<Space, Page>;
	} {
		const [held, cursors] = args;
		const stranger = Object.keys(cursors).find((space) => !held.has(space));
		if (stranger !== undefined) throw new Error(`${stranger} is not held`);
		return super.page(...args);
	}
}
