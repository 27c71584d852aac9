import { deriveRowId } from '../../src/lib/domain/ids';
import type { Oracle, Plain, Verdict } from './oracle';

export type Args = Readonly<Record<string, unknown>>;

export const no = (code: string): Verdict => ({ outcome: 'refused', code });
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function part(oracle: Oracle, project: string, person: string): Plain | undefined {
	return oracle.get('memberships', deriveRowId(project, person));
}

/** Null for whoever may do everything in the project. */
export function leads(oracle: Oracle, person: string, project: string): Verdict | null {
	const row = oracle.get('projects', project);
	if (!row) return no('missing');
	const admin = oracle.get('people', person)?.['role'] === 'admin';
	const own = part(oracle, project, person);
	if (!admin && own?.['removed'] === true) return no('left_project');
	if (!admin && own?.['role'] !== 'lead') return no('forbidden');
	return row['state'] === 'closed' ? no('closed') : null;
}

export function reports(oracle: Oracle, person: string, task: Plain | undefined): Verdict | null {
	if (!task) return no('missing');
	const project = text(task['project']);
	const own = part(oracle, project, person);
	const here = own !== undefined && own['removed'] !== true;
	const asOwner = here && task['owner'] === person && own['role'] !== 'observer';
	const asLead = here && own['role'] === 'lead';
	const admin = oracle.get('people', person)?.['role'] === 'admin';
	if (!asOwner && !asLead && !admin)
		return own?.['removed'] === true ? no('left_project') : no('forbidden');
	if (task['removed'] === true) return no('removed');
	return oracle.get('projects', project)?.['state'] === 'closed' ? no('closed') : null;
}

/** Null for whoever works in the project. */
export function takesPart(oracle: Oracle, person: string, project: string): Verdict | null {
	const row = oracle.get('projects', project);
	if (!row) return no('missing');
	const own = part(oracle, project, person);
	const here = own !== undefined && own['removed'] !== true && own['role'] !== 'observer';
	const admin = oracle.get('people', person)?.['role'] === 'admin';
	if (!here && !admin) return own?.['removed'] === true ? no('left_project') : no('forbidden');
	return row['state'] === 'closed' ? no('closed') : null;
}

export function asPlain(value: unknown): Plain {
	return typeof value === 'object' && value !== null ? (value as Plain) : {};
}
