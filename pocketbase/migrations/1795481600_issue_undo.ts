import { json } from './collection-fields';

/** What a word on an issue went over, so that its author can take it back for good. */
migrate((app) => {
	const collection = app.findCollectionByNameOrId('issue_events');
	collection.fields.add(new Field(json('before')));
	app.save(collection);
});
