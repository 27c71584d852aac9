import * as v from 'valibot';
import { defineCommand, type RefusalCode } from '../command';
import type { Actor } from '../command';
import { PlaceIdSchema, deriveRowId } from '../ids';
import type { View } from '../tx';
import { Title } from './fields';

/** Admins, and whoever leads a project: the lead hangs the poster where the work is. */
function maySetUpPlaces(view: View, actor: Actor): 'ok' | RefusalCode {
	const leads = view
		.list('memberships', 'person', actor.id)
		.some((row) => row.role === 'lead' && !row.removed);
	return actor.role === 'admin' || leads ? 'ok' : 'forbidden';
}

export const placeCreate = defineCommand('place.create', {
	args: v.strictObject({ name: Title }),
	target: (_args, op) => ({ kind: 'places', id: deriveRowId(op, 'place') }),
	authorize(view, actor, { name }) {
		const allowed = maySetUpPlaces(view, actor);
		if (allowed !== 'ok') return allowed;
		return view.all('places').some((place) => place.name === name && !place.removed)
			? 'taken'
			: 'ok';
	},
	apply(tx, call, args) {
		tx.insert('places', { ...args, id: deriveRowId(call.op, 'place') });
	}
});

/** Its poster goes on leading to it, under any name; a removed one says so. */
export const placeEdit = defineCommand('place.edit', {
	args: v.strictObject({
		place: PlaceIdSchema,
		set: v.strictObject({ name: v.exactOptional(Title), removed: v.exactOptional(v.boolean()) })
	}),
	target: (args) => ({ kind: 'places', id: args.place }),
	authorize(view, actor, { place: id, set }) {
		const allowed = maySetUpPlaces(view, actor);
		if (allowed !== 'ok') return allowed;
		if (!view.get('places', id)) return 'missing';
		const isTaken = view
			.all('places')
			.some((other) => other.name === set.name && other.id !== id && !other.removed);
		return isTaken ? 'taken' : 'ok';
	},
	apply(tx, _call, args) {
		tx.update('places', args.place, args.set);
	}
});
