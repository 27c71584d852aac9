import { opsTrigger, syncTriggers } from './sync-triggers';
import { bool, json, makeCollection, number, text } from './collection-fields';
import { perProject } from './readers';

/** What only superusers read. An op's id is its ULID: the log's key is what makes a repeat known. */
export function makeRecords(app: CoreApp): void {
	makeCollection(
		app,
		'ops',
		[
			{
				type: 'text',
				name: 'id',
				system: true,
				primaryKey: true,
				required: true,
				min: 26,
				max: 26,
				pattern: '^[0-7][0-9A-HJKMNP-TV-Z]{25}$'
			},
			text('person'),
			text('device'),
			number('n'),
			text('name'),
			number('v'),
			text('target'),
			json('args'),
			json('made'),
			json('base'),
			json('fork'),
			json('was'),
			number('clientAt'),
			number('offsetMs'),
			number('occurredAt'),
			number('receivedAt'),
			text('outcome'),
			json('result')
		],
		[
			`CREATE INDEX ops_person ON ops (person, device, n)`,
			`CREATE INDEX ops_target ON ops (target, device, occurredAt)`,
			`CREATE INDEX ops_received ON ops (receivedAt)`
		]
	);
	makeDevices(app);
}

/** Who may push for whom without a session, and when each server start began. */
function makeDevices(app: CoreApp): void {
	makeCollection(
		app,
		'devices',
		[
			text('person'),
			text('device'),
			text('credentialHash'),
			text('label'),
			number('lastSeenAt'),
			bool('revoked')
		],
		[
			`CREATE UNIQUE INDEX devices_pair ON devices (person, device)`,
			`CREATE INDEX devices_credential ON devices (credentialHash)`
		]
	);
	makeCollection(
		app,
		'timeline',
		[text('boot'), number('from')],
		[`CREATE UNIQUE INDEX timeline_boot ON timeline (boot)`]
	);
}

/** The counter and the newest seq of every row in every space: plain tables, with no API at all. */
export function makeCounter(app: CoreApp): void {
	run(
		app,
		`CREATE TABLE sync_head (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL)`,
		`INSERT INTO sync_head (id, seq) VALUES (1, 0)`,
		`CREATE TABLE changes (
			space TEXT NOT NULL, kind TEXT NOT NULL, row_id TEXT NOT NULL,
			seq INTEGER NOT NULL, deleted INTEGER NOT NULL,
			PRIMARY KEY (space, kind, row_id)
		) WITHOUT ROWID`,
		`CREATE INDEX changes_seq ON changes (space, seq)`
	);
}

function run(app: CoreApp, ...statements: string[]): void {
	for (const sql of statements) app.db().newQuery(sql).execute();
}

export function makeTriggers(app: CoreApp): void {
	const triggers = [
		...syncTriggers('departments', [{ prefix: 'org' }]),
		...syncTriggers('people', [{ prefix: 'org' }]),
		...syncTriggers('projects', [{ prefix: 'p:', column: 'id' }, { prefix: 'portfolio' }]),
		...syncTriggers('project_departments', perProject),
		...syncTriggers('memberships', [...perProject, { prefix: 'u:', column: 'person' }]),
		...syncTriggers('phases', perProject),
		...syncTriggers('tasks', perProject),
		...syncTriggers('status_events', perProject),
		...syncTriggers('conflicts', [...perProject, { prefix: 'u:', column: 'author' }]),
		opsTrigger()
	];
	run(app, ...triggers.map((trigger) => trigger.sql));
}

/**
 * Guessing is slowed, a site behind one address is not locked out: the limiter counts per address,
 * and a shift of several hundred signs in within minutes.
 */
export function limitGuessing(app: CoreApp): void {
	const settings = app.settings();
	settings.meta.appName = 'Muster';
	unmarshal(
		{
			enabled: true,
			rules: [
				{ label: '_superusers:authWithPassword', audience: '', duration: 60, maxRequests: 120 },
				{ label: 'people:authWithPassword', audience: '', duration: 60, maxRequests: 1200 }
			]
		},
		settings.rateLimits
	);
	app.save(settings);
}
