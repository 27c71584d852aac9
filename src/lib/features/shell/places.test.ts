import { describe, expect, test } from 'vitest';
import type { OrgRole, Rows } from '$lib/domain/entities';
import type { View } from '$lib/domain/tx';
import { homeOf, placesOf } from './places';

// Only the columns that the navigation looks at.
const person = (role: OrgRole) => ({ id: 'me', role }) as unknown as Rows['people'];
const view = (rows: { leads?: boolean; left?: boolean; heads?: boolean }) =>
	({
		list: () => [{ role: rows.leads ? 'lead' : 'member', removed: rows.left ?? false }],
		all: () => [{ head: rows.heads ? 'me' : 'someone' }]
	}) as unknown as View;

describe('the home of', () => {
	test('staff is Today, without a board', () => {
		expect(placesOf(view({}), person('member')).map((place) => place.path)).toEqual([
			'/today',
			'/projects',
			'/me'
		]);
	});

	test('a lead, a head, an executive and an admin is the board', () => {
		expect(homeOf(view({ leads: true }), person('member'))).toBe('/board');
		expect(homeOf(view({ heads: true }), person('member'))).toBe('/board');
		expect(homeOf(view({}), person('executive'))).toBe('/board');
		expect(homeOf(view({}), person('admin'))).toBe('/board');
	});

	test('one who led a project and left it is Today', () => {
		expect(homeOf(view({ leads: true, left: true }), person('member'))).toBe('/today');
	});

	test('one not known yet is Today', () => {
		expect(homeOf(view({}), undefined)).toBe('/today');
	});
});
