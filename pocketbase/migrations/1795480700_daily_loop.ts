import { bool, choice, json, makeCollection, number, one, revs, text } from './collection-fields';
import type { FieldData } from './collection-fields';
import { allowReading, perProject, readersOf, SIGNED_IN } from './readers';
import { runTriggers } from './sync-triggers';

const CAUSES = ['person', 'material', 'information', 'equipment', 'approval', 'other'];
const NEEDS = ['resource', 'decision', 'time'];
const IMPACTS = ['low', 'medium', 'high'];

function idOf(app: CoreApp, name: string): string {
	return app.findCollectionByNameOrId(name).id;
}

function addFields(app: CoreApp, name: string, fields: readonly FieldData[]): void {
	const collection = app.findCollectionByNameOrId(name);
	for (const field of fields) collection.fields.add(new Field(field));
	app.save(collection);
}

/** Which days one works on: the organisation's week, holidays and make-up days, leave. */
function makeCalendar(app: CoreApp): void {
	addFields(app, 'organisation', [json('workingWeekdays')]);
	addFields(app, 'people', [json('workingWeekdays')]);
	addFields(app, 'projects', [json('standup')]);
	makeCollection(
		app,
		'calendar_days',
		[text('day'), bool('work'), text('name'), bool('removed'), revs],
		[`CREATE UNIQUE INDEX calendar_days_day ON calendar_days (day)`]
	);
	makeCollection(
		app,
		'leaves',
		[one('person', idOf(app, 'people')), text('fromDay'), text('toDay'), bool('removed'), revs],
		[`CREATE INDEX leaves_person ON leaves (person)`]
	);
}

function makePlaces(app: CoreApp): void {
	const places = makeCollection(app, 'places', [text('name'), bool('removed'), revs], []);
	addFields(app, 'tasks', [one('place', places, false)]);
	addFields(app, 'status_events', [choice('problem', CAUSES, false), choice('need', NEEDS, false)]);
}

function makeStandups(app: CoreApp): void {
	const project = one('project', idOf(app, 'projects'));
	makeCollection(
		app,
		'checkins',
		[
			...[project, one('person', idOf(app, 'people')), text('day')],
			...[json('done'), json('doing'), text('note'), text('op')],
			...[number('occurredAt'), number('receivedAt'), revs]
		],
		[
			`CREATE INDEX checkins_project ON checkins (project, day)`,
			`CREATE INDEX checkins_person ON checkins (person)`
		]
	);
	makeCollection(
		app,
		'standups',
		[project, text('day'), text('closedBy'), number('closedAt'), revs],
		[`CREATE INDEX standups_project ON standups (project)`]
	);
}

function makeIssues(app: CoreApp): void {
	const project = one('project', idOf(app, 'projects'));
	const people = idOf(app, 'people');
	const issues = makeCollection(
		app,
		'issues',
		[
			...[project, one('task', idOf(app, 'tasks'), false)],
			...[choice('source', ['late', 'checkin', 'report', 'manual']), text('origin')],
			...[choice('cause', CAUSES, false), choice('need', NEEDS, false)],
			...[choice('impact', IMPACTS, false), text('note')],
			...[one('reporter', people), one('solver', people, false), text('dueDay')],
			choice('state', ['open', 'accepted', 'resolved', 'closed', 'withdrawn']),
			...[bool('escalated'), text('resolution'), text('op'), text('closingOp')],
			...['raisedAt', 'acceptedAt', 'resolvedAt', 'closedAt', 'escalatedAt'].map(number),
			revs
		],
		[`CREATE INDEX issues_project ON issues (project)`, `CREATE INDEX issues_task ON issues (task)`]
	);
	makeCollection(
		app,
		'issue_events',
		[
			...[project, one('issue', issues), one('person', people), text('op')],
			...[text('action'), text('note'), text('solver'), bool('effective')],
			...[number('occurredAt'), number('receivedAt'), revs]
		],
		[
			`CREATE INDEX issue_events_project ON issue_events (project)`,
			`CREATE INDEX issue_events_issue ON issue_events (issue)`
		]
	);
}

function makeAttachments(app: CoreApp): void {
	makeCollection(
		app,
		'attachments',
		[
			...[one('project', idOf(app, 'projects')), one('task', idOf(app, 'tasks'), false)],
			choice('subjectKind', ['status_events', 'issues', 'checkins']),
			...[text('subject'), one('person', idOf(app, 'people'))],
			...[choice('form', ['photo', 'voice']), text('mime')],
			...['sizeBytes', 'width', 'height', 'durationMs'].map(number),
			...[text('op'), number('occurredAt'), number('receivedAt'), number('uploadedAt')],
			...[bool('removed'), revs]
		],
		[
			`CREATE INDEX attachments_project ON attachments (project)`,
			`CREATE INDEX attachments_task ON attachments (task)`,
			`CREATE INDEX attachments_subject ON attachments (subject)`
		]
	);
}

/** What the daily loop needs: the working calendar, stand-ups, issues, places and files. */
migrate((app) => {
	makeCalendar(app);
	makePlaces(app);
	makeStandups(app);
	makeIssues(app);
	makeAttachments(app);
	for (const name of ['calendar_days', 'leaves', 'places']) {
		allowReading(app, name, SIGNED_IN);
		runTriggers(app, name, [{ prefix: 'org' }]);
	}
	allowReading(app, 'checkins', readersOf('project.', 'person = @request.auth.id'));
	runTriggers(app, 'checkins', [...perProject, { prefix: 'u:', column: 'person' }]);
	for (const name of ['standups', 'issues', 'issue_events', 'attachments']) {
		allowReading(app, name, readersOf('project.'));
		runTriggers(app, name, perProject);
	}
});
