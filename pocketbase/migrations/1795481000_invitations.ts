import { makeCollection, number, text } from './collection-fields';
import { pinTriggers } from './pin-triggers';

/** By which code new people come in, and by which PIN somebody signs in on one device; both known by hashes. */
migrate((app) => {
	makeCollection(
		app,
		'invitations',
		[
			...['codeHash', 'department', 'project', 'by'].map(text),
			...['uses', 'used', 'expiresAt', 'endedAt'].map(number)
		],
		[
			`CREATE UNIQUE INDEX invitations_hash ON invitations (codeHash)`,
			`CREATE INDEX invitations_by ON invitations ("by")`
		]
	);
	makeCollection(
		app,
		'pins',
		[...['person', 'device', 'keyHash', 'pinHash'].map(text), number('wrong')],
		[`CREATE UNIQUE INDEX pins_device ON pins (person, device)`]
	);
	for (const { sql } of pinTriggers()) app.db().newQuery(sql).execute();
});
