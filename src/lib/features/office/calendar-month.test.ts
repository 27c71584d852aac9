import { expect, test } from 'vitest';
import { ORGANISATION } from '$lib/domain/entities';
import { deriveRowId } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import { MemoryRows } from '../../../../tests/fixtures/fake-muster.svelte';
import { factsOf, monthAfter, stretchesIn, weeksOf } from './calendar-month';

function marked(...days: readonly (readonly [string, boolean, string])[]): MemoryRows {
	const rows = new MemoryRows();
	for (const [day, work, name] of days)
		rows.put('calendar_days', wholeRow('calendar_days', { id: deriveRowId(day), day, work, name }));
	return rows;
}

test('months follow each other over the year', () => {
	expect(monthAfter('2026-12', 1)).toBe('2027-01');
	expect(monthAfter('2027-01', -1)).toBe('2026-12');
	expect(monthAfter('2026-11', 0)).toBe('2026-11');
});

test('a month stands in whole weeks from Monday on', () => {
	const weeks = weeksOf(
		marked(['2026-10-01', false, '国庆节'], ['2026-10-10', true, '国庆节']),
		'2026-10'
	);
	expect(weeks).toHaveLength(5);
	expect(weeks[0]?.map((cell) => cell?.day ?? null)).toEqual([
		...[null, null, null],
		...['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04']
	]);
	expect(weeks[0]?.[3]).toMatchObject({ isWorking: false, marked: { name: '国庆节' } });
	expect(weeks[0]?.[4]).toMatchObject({ isWorking: true, marked: null });
	expect(weeks[1]?.[5]).toMatchObject({ day: '2026-10-10', isWorking: true });
	expect(weeks.flat().filter((cell) => cell !== null)).toHaveLength(31);
});

test('a day says why it is what it is', () => {
	const rows = marked(['2026-10-01', false, '国庆节']);
	expect(factsOf(rows, '2026-10-01').marked?.name).toBe('国庆节');
	expect(factsOf(rows, '2026-10-03')).toEqual({
		...{ day: '2026-10-03', isWorking: false, marked: null }
	});
	const week = { id: ORGANISATION, workingWeekdays: [6] };
	rows.put('organisation', wholeRow('organisation', week));
	expect(factsOf(rows, '2026-10-03').isWorking).toBe(true);
});

test('days of one holiday stand in one line', () => {
	const rows = marked(
		['2026-10-02', false, '国庆节'],
		['2026-10-01', false, '国庆节'],
		['2026-10-10', true, '国庆节'],
		['2026-09-30', false, '中秋节'],
		['2027-01-01', false, '元旦']
	);
	expect(stretchesIn(rows, '2026').map(({ from, to, days }) => [from, to, days])).toEqual([
		['2026-09-30', '2026-09-30', 1],
		['2026-10-01', '2026-10-02', 2],
		['2026-10-10', '2026-10-10', 1]
	]);
});
