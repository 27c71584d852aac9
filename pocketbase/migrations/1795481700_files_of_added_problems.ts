/** A problem that is added to an issue on the list brings photos too: they go with its line in the history. */
migrate((app) => {
	const collection = app.findCollectionByNameOrId('attachments');
	const kinds = collection.fields.getByName('subjectKind');
	unmarshal({ values: ['status_events', 'issues', 'issue_events', 'checkins'] }, kinds);
	app.save(collection);
});
