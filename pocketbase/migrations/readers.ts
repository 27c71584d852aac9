export const SIGNED_IN = '@request.auth.active = true';

/** The two roles that read every project are named: "not a member" was also true of no role at all. */
const READS_ALL = `@request.auth.role = 'executive' || @request.auth.role = 'admin'`;

export const perProject = [{ prefix: 'p:', column: 'project' }];

/**
 * Who sees a project: executives and admins, its members, the heads of its departments.
 *
 * @param project what leads from a row to its project, `''` or `'project.'`
 * @param others  whoever else sees the row
 */
export function readersOf(project: string, ...others: string[]): string {
	const readers = [
		...others,
		READS_ALL,
		`(${project}memberships_via_project.person ?= @request.auth.id && ${project}memberships_via_project.removed ?= false)`,
		`${project}project_departments_via_project.department.head ?= @request.auth.id`
	];
	return `${SIGNED_IN} && (${readers.join(' || ')})`;
}

export function allowReading(app: CoreApp, name: string, rule: string): void {
	const collection = app.findCollectionByNameOrId(name);
	collection.listRule = rule;
	collection.viewRule = rule;
	app.save(collection);
}
