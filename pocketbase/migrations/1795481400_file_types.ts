/**
 * What a file is, the route that takes it has looked at. PocketBase's own list would fail the write for
 * what it calls by another name, and the phone would send it again and again.
 */
migrate((app) => {
	const collection = app.findCollectionByNameOrId('attachments');
	const file = collection.fields.getByName('file');
	unmarshal({ mimeTypes: [] }, file);
	app.save(collection);
});
