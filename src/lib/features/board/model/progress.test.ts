import { describe, expect, test } from 'vitest';
import { deriveRowId, type DepartmentId, type PhaseId } from '$lib/domain/ids';
import type { Progress } from './progress';
import { launch, read } from './test-board';
import { project } from './test-view';

describe('progress', () => {
	const department = (name: string): DepartmentId => deriveRowId<DepartmentId>('department', name);
	const phase = (name: string): PhaseId => deriveRowId<PhaseId>('phase', name);

	test('of departments stands worst first, and counts an overdue task by its status, too', () => {
		const view = launch()
			.put('departments', { id: department('采购'), name: '采购' })
			.put('departments', { id: department('质量'), name: '质量' })
			.task('done', 'launch', { department: department('采购'), status: 'done' })
			.task('to do', 'launch', { department: department('采购') })
			.task('overdue', 'launch', {
				department: department('质量'),
				status: 'in_progress',
				dueDay: '2026-11-20'
			})
			.task('nobody’s', 'launch')
			.task('gone', 'launch', { department: department('采购'), removed: true });
		expect(read(view).departments).toEqual([
			line(department('质量'), '质量', { in_progress: 1, overdue: 1 }),
			line('', '', { todo: 1 }),
			line(department('采购'), '采购', { todo: 1, done: 1 })
		]);
	});

	test('of one project goes by the phases of its plan, and leaves out what has no tasks', () => {
		const of = project('launch');
		const view = launch()
			.put('phases', { id: phase('试产'), project: of, name: '试产', position: 2 })
			.put('phases', { id: phase('设计'), project: of, name: '设计', position: 1 })
			.put('phases', { id: phase('量产'), project: of, name: '量产', position: 3 })
			.task('nowhere', 'launch')
			.task('build', 'launch', { phase: phase('试产'), status: 'late' })
			.task('draw', 'launch', { phase: phase('设计'), status: 'done' });
		expect(read(view, { scope: of }).phases).toEqual([
			line(phase('设计'), '设计', { done: 1 }),
			line(phase('试产'), '试产', { late: 1 }),
			line('', '', { todo: 1 })
		]);
		expect(read(view).phases).toEqual([]);
	});
});

function line(id: string, name: string, counts: Partial<Progress>): unknown {
	return { id, name, late: 0, in_progress: 0, todo: 0, done: 0, overdue: 0, ...counts };
}
