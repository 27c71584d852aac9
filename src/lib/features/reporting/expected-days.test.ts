import { expect, test } from 'vitest';
import { PLAIN_CALENDAR } from '$lib/domain/rules/calendar';
import { expectedDays } from './expected-days';

test('six working days are offered, from today for what is due or overdue', () => {
	expect(expectedDays('2026-11-23', '2026-11-20', PLAIN_CALENDAR)).toEqual([
		...['2026-11-23', '2026-11-24', '2026-11-25'],
		...['2026-11-26', '2026-11-27', '2026-11-30']
	]);
});

test('they start on the due day where that is still ahead, and never on a day off', () => {
	expect(expectedDays('2026-11-23', '2026-11-26', PLAIN_CALENDAR)[0]).toBe('2026-11-26');
	expect(expectedDays('2026-11-28', '', PLAIN_CALENDAR)[0]).toBe('2026-11-30');
});
