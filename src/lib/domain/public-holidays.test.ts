import { describe, expect, test } from 'vitest';
import { PUBLIC_HOLIDAYS } from './public-holidays.table';
import { isDay, weekday } from './time';

const listOf = (region: string, year: number) =>
	PUBLIC_HOLIDAYS.find((one) => one.region === region && one.year === year)?.days ?? [];

describe('the table of public holidays', () => {
	test('has China with its make-up days, and five other regions for two years', () => {
		expect(listOf('CN', 2026).filter(([, as]) => as === 'off')).toHaveLength(33);
		expect(
			listOf('CN', 2026)
				.filter(([, as]) => as === 'work')
				.map(([day]) => day)
		).toEqual([
			...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']
		]);
		for (const region of ['HK', 'JP', 'US', 'GB', 'DE', 'FR'])
			for (const year of [2026, 2027]) expect(listOf(region, year), region).not.toEqual([]);
	});

	test.each(PUBLIC_HOLIDAYS.map((one) => [`${one.region} ${String(one.year)}`, one] as const))(
		'names days of its year, each once and in order: %s',
		(_name, { year, days }) => {
			const dates = days.map(([day]) => day);
			expect(dates).toEqual([...new Set(dates)].sort());
			for (const [day, as, zh, en] of days) {
				expect(isDay(day) && day.startsWith(`${String(year)}-`), day).toBe(true);
				expect(zh.trim() !== '' && en.trim() !== '', day).toBe(true);
				if (as === 'work') expect(weekday(day), day).toBeGreaterThan(5);
			}
		}
	);
});
