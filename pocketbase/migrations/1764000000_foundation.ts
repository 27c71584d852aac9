import {
	bool,
	choice,
	json,
	makeCollection,
	newCollection,
	number,
	one,
	revs,
	text
} from './collection-fields';
import { limitGuessing, makeCounter, makeRecords, makeTriggers } from './foundation-records';

const STATUSES = ['todo', 'in_progress', 'late', 'done'];
const CAUSES = ['person', 'material', 'information', 'equipment', 'approval', 'other'];
const SESSION_SECONDS = 30 * 24 * 60 * 60;

const SIGNED_IN = '@request.auth.active = true';

/** Who sees a project: executives and admins, its members, the heads of its departments. */
function readers(project: string): string {
	return [
		`@request.auth.role != 'member'`,
		`(${project}memberships_via_project.person ?= @request.auth.id && ${project}memberships_via_project.removed ?= false)`,
		`${project}project_departments_via_project.department.head ?= @request.auth.id`
	].join(' || ');
}
const readersOr = (project: string, ...others: string[]): string =>
	`${SIGNED_IN} && (${[...others, readers(project)].join(' || ')})`;

function allowReading(app: CoreApp, name: string, rule: string): void {
	const collection = app.findCollectionByNameOrId(name);
	collection.listRule = rule;
	collection.viewRule = rule;
	app.save(collection);
}

function makePeople(app: CoreApp, departments: string): string {
	const people = newCollection({
		type: 'auth',
		name: 'people',
		fields: [
			text('name'),
			text('staffNumber'),
			one('department', departments, false),
			choice('role', ['member', 'executive', 'admin']),
			bool('active'),
			revs
		],
		indexes: [
			`CREATE UNIQUE INDEX people_staff_number ON people (staffNumber COLLATE NOCASE) WHERE staffNumber <> ''`,
			`CREATE INDEX people_department ON people (department)`
		],
		authRule: 'active = true',
		passwordAuth: { enabled: true, identityFields: ['email', 'staffNumber'] },
		authToken: { duration: SESSION_SECONDS },
		authAlert: { enabled: false }
	});
	app.save(people);
	const email = people.fields.getByName('email');
	unmarshal({ required: false }, email);
	app.save(people);
	return people.id;
}

/** departments and people name each other: the head comes when there are people. */
function makeOrganisation(app: CoreApp): { departments: string; people: string } {
	const departments = makeCollection(
		app,
		'departments',
		[text('name'), number('position'), revs],
		[]
	);
	const people = makePeople(app, departments);
	const collection = app.findCollectionByNameOrId('departments');
	collection.fields.add(new Field(one('head', people, false)));
	collection.addIndex('departments_head', false, 'head', '');
	app.save(collection);
	return { departments, people };
}

type Ids = { departments: string; people: string; projects: string };

function makeProjects(app: CoreApp, departments: string): string {
	return makeCollection(
		app,
		'projects',
		[
			text('name'),
			choice('scenario', ['lifecycle', 'campaign', 'complaint', 'budget', 'blank']),
			choice('state', ['preparing', 'executing', 'reviewing', 'closed']),
			one('leadDepartment', departments, false),
			text('startDay'),
			text('endDay'),
			text('timeZone'),
			revs
		],
		[]
	);
}

function makeParts(app: CoreApp, ids: Ids): void {
	makeCollection(
		app,
		'project_departments',
		[
			one('project', ids.projects),
			one('department', ids.departments),
			choice('part', ['lead', 'collaborating']),
			revs
		],
		[
			`CREATE UNIQUE INDEX project_departments_pair ON project_departments (project, department)`,
			`CREATE INDEX project_departments_department ON project_departments (department)`
		]
	);
	makeCollection(
		app,
		'memberships',
		[
			one('project', ids.projects),
			one('person', ids.people),
			choice('role', ['lead', 'member', 'observer']),
			bool('removed'),
			revs
		],
		[
			`CREATE UNIQUE INDEX memberships_pair ON memberships (project, person)`,
			`CREATE INDEX memberships_person ON memberships (person)`
		]
	);
}

function makePlan(app: CoreApp, ids: Ids): string {
	const phases = makeCollection(
		app,
		'phases',
		[one('project', ids.projects), text('name'), number('position'), revs],
		[`CREATE INDEX phases_project ON phases (project)`]
	);
	return makeCollection(
		app,
		'tasks',
		[
			one('project', ids.projects),
			one('phase', phases, false),
			text('title'),
			one('department', ids.departments, false),
			one('owner', ids.people, false),
			text('startDay'),
			text('dueDay'),
			json('dueMinute'),
			number('estimateHours'),
			text('deliverable'),
			json('dependencies'),
			number('position'),
			choice('status', STATUSES),
			number('percent'),
			choice('cause', CAUSES, false),
			text('expectedDay'),
			bool('removed'),
			revs
		],
		[
			`CREATE INDEX tasks_project ON tasks (project)`,
			`CREATE INDEX tasks_owner ON tasks (owner)`,
			`CREATE INDEX tasks_phase ON tasks (phase)`,
			`CREATE INDEX tasks_department ON tasks (department)`
		]
	);
}

function makeHistory(app: CoreApp, ids: Ids, tasks: string): void {
	makeCollection(
		app,
		'status_events',
		[
			one('project', ids.projects),
			one('task', tasks),
			one('person', ids.people),
			text('op'),
			choice('action', ['report', 'undo', 'settle']),
			choice('from', STATUSES),
			choice('to', STATUSES),
			number('percent'),
			text('note'),
			choice('cause', CAUSES, false),
			text('expectedDay'),
			json('before'),
			bool('effective'),
			number('occurredAt'),
			number('receivedAt'),
			text('acknowledgedBy'),
			number('acknowledgedAt'),
			revs
		],
		[
			`CREATE INDEX status_events_project ON status_events (project)`,
			`CREATE INDEX status_events_task ON status_events (task)`
		]
	);
	makeCollection(
		app,
		'conflicts',
		[
			one('project', ids.projects),
			one('task', tasks),
			one('author', ids.people),
			number('authorAt'),
			text('other'),
			number('otherAt'),
			text('op'),
			text('note'),
			json('fields'),
			bool('open'),
			text('settledBy'),
			number('settledAt'),
			revs
		],
		[
			`CREATE INDEX conflicts_project ON conflicts (project)`,
			`CREATE INDEX conflicts_task ON conflicts (task)`,
			`CREATE INDEX conflicts_author ON conflicts (author)`
		]
	);
}

function allowReaders(app: CoreApp): void {
	allowReading(app, 'departments', SIGNED_IN);
	allowReading(app, 'people', SIGNED_IN);
	allowReading(app, 'projects', readersOr(''));
	allowReading(app, 'memberships', readersOr('project.', 'person = @request.auth.id'));
	allowReading(app, 'conflicts', readersOr('project.', 'author = @request.auth.id'));
	for (const name of ['project_departments', 'phases', 'tasks', 'status_events'])
		allowReading(app, name, readersOr('project.'));
}

migrate((app) => {
	app.delete(app.findCollectionByNameOrId('users'));
	const { departments, people } = makeOrganisation(app);
	const ids = { departments, people, projects: makeProjects(app, departments) };
	makeParts(app, ids);
	makeHistory(app, ids, makePlan(app, ids));
	allowReaders(app);
	makeRecords(app);
	makeCounter(app);
	makeTriggers(app);
	limitGuessing(app);
});
