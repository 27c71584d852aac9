import { describe, expect, test } from 'vitest';
import { deriveRowId } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import { learnShiftCommands } from '$lib/domain/shift';
import type { Attaching } from '$lib/features/attachments';
import type { FileOwner } from '$lib/sync/files';
import {
	FakeMuster,
	LAUNCH,
	ME,
	putTask,
	smallProject,
	taskId
} from '../../../../tests/fixtures/fake-muster.svelte';
import { ReportForm } from './report-form.svelte';

learnShiftCommands();
const task = taskId('task');

function formOf(status: 'todo' | 'in_progress' | 'late' = 'in_progress', drafts = 0) {
	const rows = smallProject();
	putTask(rows, 'task', { status, percent: 10 });
	const muster = new FakeMuster(rows);
	const given: FileOwner[] = [];
	const attaching = {
		files: Array<object>(drafts).fill({}),
		give(owner: FileOwner) {
			given.push(owner);
			return Promise.resolve();
		}
	} as unknown as Attaching;
	const form = new ReportForm(muster, attaching, () => rows.get('tasks', task));
	return { rows, muster, form, given };
}
const settled = async (): Promise<void> => {
	for (let i = 0; i < 10; i++) await Promise.resolve();
};

describe('a progress report', () => {
	test('is one tap and submit, and sets the status that follows', async () => {
		const { rows, muster, form } = formOf('todo');
		form.choosePercent(50);
		form.submit();
		expect(muster.sent).toMatchObject([
			{ name: 'task.report', args: { task, percent: 50, status: 'in_progress' } }
		]);
		expect(form.given?.kept).toBe('saving');
		await muster.store();
		await settled();
		expect(form.given).toMatchObject({ kept: 'stored', percent: 50, files: 0 });
		expect(rows.get('tasks', task)).toMatchObject({ percent: 50, status: 'in_progress' });
	});

	test('says what the task says where nothing was chosen, and that late stays late', () => {
		const { muster, form } = formOf('late');
		form.submit();
		expect(muster.sent).toMatchObject([{ args: { percent: 10, status: 'late' } }]);
	});

	test('puts a problem on the list, and gives its files to the very report', () => {
		const { muster, form, given } = formOf('in_progress', 2);
		form.chooseProblem('material');
		form.chooseNeed('decision');
		form.submit();
		const event = deriveRowId(form.given?.report.op ?? '', 'event');
		expect(muster.sent).toMatchObject([
			{ name: 'task.report', args: { problem: 'material', need: 'decision' } },
			{ name: 'issue.raise', args: { source: 'report', origin: event, cause: 'material' } }
		]);
		expect(given).toEqual([
			{ project: LAUNCH, task, subjectKind: 'status_events', subject: event }
		]);
		expect(form.given?.files).toBe(2);
	});

	test('is taken back with its problem, to what the screen showed before', async () => {
		const { rows, muster, form } = formOf();
		const before = rows.get('tasks', task);
		form.choosePercent(75);
		form.chooseProblem('person');
		form.submit();
		await muster.store();
		await settled();
		form.undo();
		await muster.store();
		await settled();
		expect(form.given?.kept).toBe('undone');
		expect(rows.get('tasks', task)).toMatchObject({
			percent: before?.percent,
			status: before?.status
		});
		expect(rows.all('issues').map(({ state }) => state)).toEqual(['withdrawn']);
	});

	test('on a late task adds its problem to the one on the list, and takes it back from there', async () => {
		const { rows, muster, form } = formOf('late');
		const late = { id: deriveRowId('late'), project: LAUNCH, task, source: 'late', reporter: ME };
		rows.put('issues', wholeRow('issues', late));
		form.chooseProblem('person');
		form.submit();
		await muster.store();
		await settled();
		expect(rows.all('issues')).toMatchObject([{ id: late.id, cause: 'person' }]);
		form.undo();
		expect(rows.all('issues')).toMatchObject([{ id: late.id, cause: '', state: 'open' }]);
	});

	test('that the phone could not keep says so, and can be given again as it was', async () => {
		const { muster, form } = formOf();
		form.choosePercent(75);
		form.submit();
		await muster.failToStore(Object.assign(new Error('full'), { name: 'StorageFull' }));
		await settled();
		expect(form.given?.kept).toBe('full');
		form.again();
		expect([form.given, form.percent]).toEqual([null, 75]);
	});
});
