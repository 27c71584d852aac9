import type { Person } from '$lib/domain/entities';
import type { View } from '$lib/domain/tx';
import { m } from '$lib/i18n';
import type { IconName } from '$lib/ui/icons.table';

export type Path = '/today' | '/board' | '/projects' | '/me';
export type Place = {
	readonly path: Path;
	readonly icon: IconName;
	readonly name: () => string;
	/** what the routes inside it begin with, where that is not its own path */
	readonly inside?: string;
};

const TODAY: Place = { path: '/today', icon: 'today', name: m.nav_today };
const BOARD: Place = { path: '/board', icon: 'board', name: m.nav_board };
const PROJECTS: Place = {
	path: '/projects',
	icon: 'projects',
	name: m.nav_projects,
	inside: '/p/'
};
const ME: Place = { path: '/me', icon: 'me', name: m.nav_me };

/** True for those who look after others' work: leads, heads of departments, executives, admins. */
function overseesWork(view: View, me: Person): boolean {
	if (me.role !== 'member') return true;
	if (view.list('memberships', 'person', me.id).some((row) => row.role === 'lead' && !row.removed))
		return true;
	return view.all('departments').some((department) => department.head === me.id);
}

/** The entries of the navigation; the first is the person's home. */
export function placesOf(view: View, me: Person | undefined): readonly Place[] {
	return me && overseesWork(view, me) ? [BOARD, TODAY, PROJECTS, ME] : [TODAY, PROJECTS, ME];
}

export function homeOf(view: View, me: Person | undefined): Path {
	return placesOf(view, me)[0]?.path ?? '/today';
}
