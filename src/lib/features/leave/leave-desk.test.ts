import { expect, test } from 'vitest';
import { deriveRowId } from '$lib/domain/ids';
import { isOnLeave } from '$lib/domain/rules/calendar';
import { wholeRow } from '$lib/domain/rows';
import { m } from '$lib/i18n';
import { FakeMuster, LEAD, ME, smallProject } from '../../../../tests/fixtures/fake-muster.svelte';
import { LeaveDesk } from './leave-desk.svelte';

function open(person = ME) {
	const rows = smallProject();
	const muster = new FakeMuster(rows);
	return { rows, muster, desk: new LeaveDesk(muster, () => person) };
}

const TODAY = '2026-11-23';

test('one’s own leave is planned, and taken back again', () => {
	const { rows, desk } = open();
	expect(desk.add('2026-11-24', '2026-11-26')).toBe(true);
	expect(isOnLeave(rows, ME, '2026-11-26')).toBe(true);
	expect(desk.list(TODAY)).toHaveLength(1);
	desk.undo();
	expect(desk.list(TODAY)).toEqual([]);
	expect(isOnLeave(rows, ME, '2026-11-26')).toBe(false);
	expect(desk.last.canUndo).toBe(false);
});

test('it is called saved once the phone has it, and not before', async () => {
	const { muster, desk } = open();
	desk.add('2026-11-24', '2026-11-26');
	expect(desk.last.said).toBe('');
	await muster.store();
	expect(desk.last.said).not.toBe('');
	desk.add('2026-12-01', '2026-12-02');
	await muster.failToStore(new Error('no room'));
	expect([desk.last.said, desk.last.problem !== '']).toEqual(['', true]);
	expect(desk.list(TODAY)).toHaveLength(1);
	expect(desk.last.canUndo).toBe(false);
});

test('what cannot be given leaves the change before, and its way back', async () => {
	const { muster, desk } = open();
	desk.add('2026-11-24', '2026-11-26');
	await muster.store();
	expect(desk.add('2026-11-25', '')).toBe(false);
	expect([desk.last.problem !== '', desk.last.said !== '', desk.last.canUndo]).toEqual([
		...[true, true, true]
	]);
});

test('leave that was removed by mistake comes back', () => {
	const { desk } = open();
	desk.add('2026-11-24', '2026-11-26');
	const [leave] = desk.list(TODAY);
	if (!leave) throw new Error('there is one');
	expect(desk.remove(leave)).toBe(true);
	expect(desk.list(TODAY)).toEqual([]);
	desk.undo();
	expect(desk.list(TODAY)).toMatchObject([{ fromDay: '2026-11-24', toDay: '2026-11-26' }]);
});

test.each([
	['', '2026-11-24'],
	['2026-11-24', ''],
	['2026-11-25', '2026-11-24'],
	['2026-12-02', '2026-12-03']
])('days that are not right are not given: %j to %j', (from, to) => {
	const { muster, desk } = open();
	desk.add('2026-12-01', '2026-12-02');
	expect(desk.add(from, to)).toBe(false);
	expect(desk.last.problem).not.toBe('');
	expect(muster.sent).toHaveLength(1);
});

test('nobody plans the leave of somebody of another department', () => {
	const { muster, desk } = open(LEAD);
	expect(desk.add('2026-11-24', '2026-11-26')).toBe(false);
	expect(desk.last.problem).not.toBe('');
	expect(muster.sent).toEqual([]);
});

test('leave that ended long ago is not shown', () => {
	const { desk } = open();
	desk.add('2026-10-01', '2026-10-02');
	desk.add('2026-11-10', '2026-11-12');
	expect(desk.list(TODAY).map(({ fromDay }) => fromDay)).toEqual(['2026-11-10']);
});

test('leave counts the days on which its person would work', () => {
	const { rows, desk } = open();
	const holiday = { id: deriveRowId('holiday'), day: '2026-11-25', work: false };
	rows.put('calendar_days', wholeRow('calendar_days', holiday));
	desk.add('2026-11-23', '2026-11-29');
	const count = () => desk.list(TODAY).map((leave) => desk.workingDaysOf(leave));
	expect(count()).toEqual([4]);
	const me = rows.get('people', ME);
	if (me) rows.put('people', { ...me, workingWeekdays: [1, 3, 6] });
	expect(count()).toEqual([2]);
});

test('what is said last is about the last change, however late the phone has the others', async () => {
	const { muster, desk } = open();
	desk.add('2026-11-24', '2026-11-26');
	desk.undo();
	expect(desk.last.said).toBe('');
	await muster.store();
	expect(desk.last.said).toBe(m.leave_undone());
});
