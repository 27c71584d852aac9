import { bool, choice, makeCollection, number, revs, text } from './collection-fields';
import { runTriggers } from './sync-triggers';

/**
 * The organisation itself, one row; departments that are no more keep their name for what they did;
 * and by which code somebody signs in for the first time, known by its hash.
 */
migrate((app) => {
	makeCollection(
		app,
		'organisation',
		[text('name'), text('timeZone'), choice('defaultLanguage', ['zh-CN', 'en']), revs],
		[]
	);
	const organisation = app.findCollectionByNameOrId('organisation');
	organisation.listRule = '@request.auth.active = true';
	organisation.viewRule = '@request.auth.active = true';
	app.save(organisation);
	const departments = app.findCollectionByNameOrId('departments');
	departments.fields.add(new Field(bool('removed')));
	app.save(departments);
	makeCollection(
		app,
		'slip_codes',
		[text('person'), text('codeHash'), number('expiresAt'), number('endedAt')],
		[
			`CREATE UNIQUE INDEX slip_codes_hash ON slip_codes (codeHash)`,
			`CREATE INDEX slip_codes_person ON slip_codes (person)`
		]
	);
	runTriggers(app, 'organisation', [{ prefix: 'org' }]);
});
