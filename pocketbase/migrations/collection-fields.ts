export type FieldData = Readonly<Record<string, unknown>>;

export const text = (name: string): FieldData => ({ type: 'text', name });
export const number = (name: string): FieldData => ({ type: 'number', name });
export const bool = (name: string): FieldData => ({ type: 'bool', name });
export const json = (name: string): FieldData => ({ type: 'json', name });
export const choice = (name: string, values: readonly string[], required = true): FieldData => ({
	type: 'select',
	name,
	values,
	maxSelect: 1,
	required
});
/** One row of another collection; without `required` it may be ''. Nothing is deleted in a cascade. */
export const one = (name: string, collectionId: string, required = true): FieldData => ({
	type: 'relation',
	name,
	collectionId,
	maxSelect: 1,
	required,
	cascadeDelete: false
});
export const revs = json('revs');

/** The declarations type a collection's data as Go sees it; its constructor reads plain JSON. */
export function newCollection(data: FieldData): Collection {
	const collection = new Collection();
	unmarshal(data, collection);
	return collection;
}

export function makeCollection(
	app: CoreApp,
	name: string,
	fields: readonly FieldData[],
	indexes: readonly string[]
): string {
	const collection = newCollection({ type: 'base', name, fields, indexes });
	app.save(collection);
	return collection.id;
}
