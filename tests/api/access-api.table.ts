import { ROLES as MEMBERS } from './access.table';

/** Everybody who may stand before the server; superusers last, as they change what they touch. */
export const EVERYBODY = [...MEMBERS, 'deactivated', 'guest', 'superuser'] as const;
export type Somebody = (typeof EVERYBODY)[number];

/** A project that most are in, another one of the same department, one of another department. */
export const PROJECTS = ['ours', 'sister', 'other'] as const;
export type Project = (typeof PROJECTS)[number];

/** Whose projects' rows are served: by PocketBase's rules, by pull, by pokes. */
export const READS: Readonly<Record<Somebody, readonly Project[]>> = {
	member: ['ours'],
	colleague: ['ours'],
	observer: ['ours'],
	lead: ['ours'],
	head: ['ours', 'sister'],
	executive: PROJECTS,
	admin: PROJECTS,
	outsider: [],
	former: [],
	deactivated: [],
	guest: [],
	superuser: PROJECTS
};

/**
 * How a collection is read: by everybody in the organisation, with the project, also by whom a row
 * is about, by nobody but superusers. PocketBase's own list to each person what is theirs, which is
 * nothing, as they sign in with a password alone. None is written but by superusers.
 */
export const COLLECTIONS: Readonly<
	Record<string, 'organisation' | 'project' | 'own too' | 'nobody' | 'empty'>
> = {
	organisation: 'organisation',
	departments: 'organisation',
	people: 'organisation',
	projects: 'project',
	project_departments: 'project',
	memberships: 'own too',
	phases: 'project',
	tasks: 'project',
	status_events: 'project',
	conflicts: 'own too',
	unheard_reports: 'project',
	calendar_days: 'organisation',
	leaves: 'organisation',
	places: 'organisation',
	checkins: 'own too',
	standups: 'project',
	issues: 'project',
	issue_events: 'project',
	attachments: 'project',
	ops: 'nobody',
	devices: 'nobody',
	timeline: 'nobody',
	slip_codes: 'nobody',
	invitations: 'nobody',
	pins: 'nobody',
	_authOrigins: 'empty',
	_externalAuths: 'empty',
	_mfas: 'empty',
	_otps: 'empty',
	_superusers: 'nobody'
};

type Statuses = {
	/** whoever has a session and is active */
	readonly session: number;
	readonly deactivated: number;
	readonly guest: number;
	readonly superuser: number;
};
/** `admin`: where an administrator's session may what another's may not. */
type Route = Statuses & { readonly admin?: number; readonly body?: unknown };

const ownSession = (session: number): Statuses => ({
	session,
	deactivated: 403,
	guest: 401,
	superuser: 401
});
const all = (status: number): Statuses => ({
	session: status,
	deactivated: status,
	guest: status,
	superuser: status
});
/** PocketBase's own, for superusers: 401 says that there is no session, 403 that it is not enough. */
const superusers = (superuser: number): Statuses => ({
	session: 403,
	deactivated: 403,
	guest: 401,
	superuser
});

const DEVICE = 'd'.repeat(15);
const EMPTY = { proto: 1, device: DEVICE, seen: null };

/** Our own routes, as `main.pb.ts` registers them. */
export const ROUTES: Readonly<Record<string, Route>> = {
	'POST /api/muster/push': { ...ownSession(200), body: { ...EMPTY, ops: [] } },
	'POST /api/muster/pull': { ...ownSession(200), body: { ...EMPTY, cursors: {} } },
	'POST /api/muster/device': { ...ownSession(200), body: { device: DEVICE, label: '' } },
	'DELETE /api/muster/device/{device}': ownSession(200),
	'GET /api/muster/devices': ownSession(200),
	// A device that nobody has: revoking a real one would end the sessions of this table.
	'POST /api/muster/devices/{device}/revoke': ownSession(404),
	// A file that nobody has: its own author alone may send one, which the tests of files show.
	'POST /api/muster/files/{attachment}': ownSession(404),
	'GET /api/muster/files/{attachment}': ownSession(404),
	'GET /api/muster/status': all(200),
	'GET /api/muster/health': {
		...{ session: 403, admin: 200, deactivated: 403, guest: 401, superuser: 200 }
	},
	'GET /api/muster/setup': all(200),
	// There are people already.
	'POST /api/muster/setup': { ...all(409), body: { code: '' } },
	'POST /api/muster/people': {
		...{ ...ownSession(403), admin: 200 },
		body: { dryRun: true, rows: [{ name: 'New', staffNumber: 'new', department: '' }] }
	},
	// A person that nobody is: a code for a real one would end another.
	'POST /api/muster/people/{person}/code': { ...ownSession(403), admin: 404 },
	'POST /api/muster/first-sign-in': { ...all(400), body: { code: '' } },
	'GET /api/muster/invitations': ownSession(200),
	// A department that there is not: what a lead may is in invitations.test.ts.
	'POST /api/muster/invitations': {
		...{ ...ownSession(403), admin: 404 },
		body: { department: DEVICE, uses: 1, days: 1 }
	},
	'POST /api/muster/invitations/{invitation}/end': ownSession(404),
	'POST /api/muster/join': { ...all(400), body: { code: '' } },
	'POST /api/muster/pin': {
		...ownSession(200),
		body: { device: DEVICE, key: 'a'.repeat(32), pin: '482913' }
	},
	'POST /api/muster/pin/sign-in': { ...all(400), body: {} },
	'GET /{path...}': all(404)
};

/** PocketBase's: what else answers on this port. A path that does not exist is a 404 for all. */
export const POCKETBASE: Readonly<Record<string, Route>> = {
	'GET /api/health': all(200),
	'GET /api/backups': superusers(200),
	'POST /api/backups': { ...superusers(400), body: { name: 'not a name' } },
	'POST /api/backups/upload': superusers(400),
	'DELETE /api/backups/none.zip': superusers(400),
	'POST /api/backups/none.zip/restore': superusers(400),
	// Takes a file token in the address, and only a superuser's.
	'GET /api/backups/none.zip': all(403),
	'GET /api/settings': superusers(200),
	'PATCH /api/settings': { ...superusers(200), body: {} },
	'POST /api/settings/test/email': { ...superusers(400), body: {} },
	'POST /api/settings/test/s3': { ...superusers(400), body: {} },
	'GET /api/logs': superusers(200),
	'GET /api/logs/stats': superusers(200),
	'GET /api/crons': superusers(200),
	'POST /api/crons/none': superusers(404),
	'POST /api/sql': { ...superusers(200), body: { query: 'SELECT 1' } },
	'GET /api/collections': superusers(200),
	'GET /api/collections/people': superusers(200),
	'POST /api/collections': { ...superusers(400), body: {} },
	'PATCH /api/collections/people': { ...superusers(200), body: {} },
	'PUT /api/collections/import': { ...superusers(400), body: {} },
	'DELETE /api/collections/none': superusers(404),
	'DELETE /api/collections/none/truncate': superusers(404),
	'POST /api/collections/people/impersonate/none': { ...superusers(404), body: {} },
	'POST /api/batch': { ...all(403), body: { requests: [] } },
	// A token for files that nobody has yet; the rule of the record decides when it is used.
	'POST /api/files/token': { session: 200, deactivated: 200, guest: 401, superuser: 200 },
	'GET /api/files/people/none/none.png': all(404),
	'GET /api/collections/people/auth-methods': all(200),
	'POST /api/collections/people/auth-refresh': {
		session: 200,
		deactivated: 403,
		guest: 401,
		superuser: 403
	},
	'GET /api/realtime/none': all(404)
};

/** Who may listen to what; projects follow READS. */
export const TOPICS: Readonly<Record<string, readonly Somebody[]>> = {
	'space:org': [...MEMBERS, 'superuser'],
	'space:portfolio': ['executive', 'admin', 'superuser'],
	'space:u:own': MEMBERS,
	'space:u:salesman': ['superuser'],
	'tasks/*': [],
	'people/*': [],
	'_superusers/*': [],
	'space:*': [],
	'space:': []
};
