import { expect, test } from 'vitest';
import { SmallServer, task } from '../../../tests/fixtures/small-server';
import { learnOfficeCommands } from './office';
import { reportFieldsOf } from './commands/report';
import { MAX_OP_BYTES } from './protocol/wire';
import { mustParseArgs } from './registry';

learnOfficeCommands();

/** Holidays whose names are as long as they may be, in a language of three bytes a character. */
const holidays = (count: number) => ({
	days: Array.from({ length: count }, (_, at) => {
		const day = `2026-10-${String(at + 1).padStart(2, '0')}`;
		return { day, as: 'off' as const, name: '节'.repeat(200) };
	})
});

test('what a phone takes and what a server takes end at the same byte, in any language', () => {
	expect(JSON.stringify(holidays(30)).length).toBeLessThan(MAX_OP_BYTES);
	expect(() => mustParseArgs('calendar.mark', holidays(25))).not.toThrow();
	expect(() => mustParseArgs('calendar.mark', holidays(30))).toThrow(RangeError);
	const server = new SmallServer();
	const sent = (count: number) => server.send('calendar.mark', holidays(count), { role: 'admin' });
	expect(sent(25).outcome).not.toBe('refused');
	expect(sent(30)).toMatchObject({ outcome: 'refused', code: 'invalid' });
});

test('a report with the longest note there may be fits', () => {
	const before = reportFieldsOf(new SmallServer().task);
	const note = '"等'.repeat(1_000);
	expect(() => mustParseArgs('task.report', { task, status: 'late', note, before })).not.toThrow();
});
