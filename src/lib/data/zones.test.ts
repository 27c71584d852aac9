import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../domain/time';
import { IntlZones } from './zones';

const zones = new IntlZones();
const at = (text: string): number => Date.parse(text);

test('a zone’s offset is that of the instant, not of today', () => {
	expect(zones.offsetMs('Asia/Shanghai', at('2026-07-01T00:00Z'))).toBe(8 * HOUR_MS);
	expect(zones.offsetMs('Europe/Berlin', at('2026-07-01T00:00Z'))).toBe(2 * HOUR_MS);
	expect(zones.offsetMs('Europe/Berlin', at('2026-12-01T00:00Z'))).toBe(HOUR_MS);
	expect(zones.offsetMs('America/St_Johns', at('2026-12-01T00:00Z'))).toBe(-3.5 * HOUR_MS);
	expect(zones.offsetMs('UTC', at('2026-12-01T00:00:00.123Z'))).toBe(0);
});

test('an offset changes on the very minute, also where that is half past', () => {
	const berlin = at('2026-10-25T01:00Z');
	expect(zones.offsetMs('Europe/Berlin', berlin - 1)).toBe(2 * HOUR_MS);
	expect(zones.offsetMs('Europe/Berlin', berlin)).toBe(HOUR_MS);
	const lordHowe = at('2026-10-03T15:30Z');
	expect(zones.offsetMs('Australia/Lord_Howe', lordHowe - 1)).toBe(10.5 * HOUR_MS);
	expect(zones.offsetMs('Australia/Lord_Howe', lordHowe)).toBe(10.5 * HOUR_MS + 30 * MINUTE_MS);
});

test('a zone that this browser does not know is read as UTC, as the server reads it', () => {
	expect(zones.offsetMs('Asia/Nowhere', at('2026-07-01T00:00Z'))).toBe(0);
});
