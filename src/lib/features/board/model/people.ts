import { DASHBOARD, type DepartmentId, type PersonId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';
import { m } from '$lib/i18n';

/** '' for nobody, and for somebody whom this device does not know yet. */
export function personName(view: View, id: PersonId | ''): string {
	if (id === DASHBOARD) return m.person_dashboard();
	return id === '' ? '' : (view.get('people', id)?.name ?? '');
}

export function departmentName(view: View, id: DepartmentId | ''): string {
	return id === '' ? '' : (view.get('departments', id)?.name ?? '');
}
