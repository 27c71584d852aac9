import type { DepartmentId, PersonId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';

/** '' for nobody, and for somebody whom this device does not know yet. */
export function personName(view: View, id: PersonId | ''): string {
	return id === '' ? '' : (view.get('people', id)?.name ?? '');
}

export function departmentName(view: View, id: DepartmentId | ''): string {
	return id === '' ? '' : (view.get('departments', id)?.name ?? '');
}
