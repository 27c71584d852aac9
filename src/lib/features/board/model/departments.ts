import type { DepartmentId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';

/** '' for none. */
export function departmentName(view: View, id: DepartmentId | ''): string {
	return id === '' ? '' : (view.get('departments', id)?.name ?? '');
}
