import { sameValue } from '$lib/domain/tx';
import type { BoardModel } from './board';
import type { DisagreementCard } from './disagreements';
import type { FeedItem } from './feed';
import type { TaskRow } from './rows';
import type { UnheardCard } from './unheard';

/** What is laid out now, in the order shown. */
export type Arranged = {
	readonly rows: readonly TaskRow[];
	readonly feed: readonly FeedItem[];
	readonly disagreements: readonly DisagreementCard[];
	readonly unheard: readonly UnheardCard[];
};

export function arrange(model: BoardModel): Arranged {
	const { rows, feed, disagreements, unheard } = model;
	return { rows, feed, disagreements, unheard };
}

/**
 * New content in the places of `shown`, while a finger is near: nothing moves, nothing leaves.
 * Rows keep their section; a task that is done meanwhile stays, and says so; new rows and events
 * wait at the end, or until the order is free again.
 */
export function arrangeInPlace(shown: Arranged, model: BoardModel): Arranged {
	const next = new Map(model.rows.map((row) => [row.id, row]));
	const kept = shown.rows.flatMap((old) => {
		const row = next.get(old.id) ?? model.rowOf(old.id);
		return row && !row.task.removed ? { ...row, section: old.section } : [];
	});
	const keptIds = new Set(kept.map((row) => row.id));
	const items = new Map(model.feed.map((item) => [item.id, item]));
	return {
		rows: [...kept, ...model.rows.filter((row) => !keptIds.has(row.id))],
		feed: shown.feed.map((item) => items.get(item.id) ?? item),
		disagreements: shown.disagreements.map((card) => model.cardOf(card.conflict.id) ?? card),
		unheard: shown.unheard.map((card) => model.unheardOf(card) ?? card)
	};
}

/** More changes than this at once are a first arrival, not news. */
const MOST_CHANGES_MARKED = 20;

/** What to mark as changed, as `tile:<name>`, `task:<id>`, `event:<id>`. */
export function changedKeys(before: BoardModel, after: BoardModel): readonly string[] {
	const keys: string[] = [];
	const values = new Map(before.tiles.map((tile) => [tile.name, tile.value]));
	for (const tile of after.tiles)
		if (values.get(tile.name) !== tile.value) keys.push(`tile:${tile.name}`);
	const rows = new Map(before.rows.map((row) => [row.id, row]));
	for (const row of after.rows) {
		const old = rows.get(row.id);
		if (!old || differs(old, row)) keys.push(`task:${row.id}`);
	}
	const events = new Set(before.feed.map((item) => item.id));
	for (const item of after.feed) if (!events.has(item.id)) keys.push(`event:${item.id}`);
	return keys.length > MOST_CHANGES_MARKED ? [] : keys;
}

/** Rows are new objects when they change; the clock may change what is said of the same row. */
function differs(a: TaskRow, b: TaskRow): boolean {
	return a.task !== b.task || !sameValue(a.due, b.due);
}
