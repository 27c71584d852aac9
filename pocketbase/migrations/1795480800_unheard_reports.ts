import { choice, json, makeCollection, number, one, revs, text } from './collection-fields';
import { allowReading, perProject, readersOf } from './readers';
import { runTriggers } from './sync-triggers';

/** What somebody said who had left the project, read as all else of it; and, in the history, whose word was adopted. */
migrate((app) => {
	const id = (name: string): string => app.findCollectionByNameOrId(name).id;
	makeCollection(
		app,
		'unheard_reports',
		[
			one('project', id('projects')),
			one('task', id('tasks')),
			one('person', id('people')),
			text('op'),
			number('n'),
			json('said'),
			text('note'),
			number('occurredAt'),
			number('receivedAt'),
			choice('state', ['open', 'adopted', 'put_aside', 'withdrawn']),
			text('settledBy'),
			number('settledAt'),
			revs
		],
		[
			`CREATE INDEX unheard_reports_project ON unheard_reports (project)`,
			`CREATE INDEX unheard_reports_task ON unheard_reports (task)`
		]
	);
	allowReading(app, 'unheard_reports', readersOf('project.'));
	runTriggers(app, 'unheard_reports', perProject);
	const events = app.findCollectionByNameOrId('status_events');
	events.fields.add(new Field(text('author')));
	unmarshal({ values: ['report', 'undo', 'settle', 'adopt'] }, events.fields.getByName('action'));
	app.save(events);
});
