import { bool, defineEntity, text } from '../entity';

/** A place or machine that a poster can hang at. */
export const places = defineEntity({
	kind: 'places',
	columns: { name: text(), removed: bool() },
	spaces: [{ prefix: 'org' }],
	lookups: []
});
