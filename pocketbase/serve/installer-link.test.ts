import { expect, test } from 'vitest';
import { InstallerOffer, installerLink, withoutToken } from './installer-link';

const link = 'http://127.0.0.1:8090/_/#/pbinstall/eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln';

test('the link that makes the first superuser is found, and kept without its token', () => {
	expect(installerLink(link)).toBe(link);
	expect(withoutToken(`open ${link} now`)).toBe('open http://127.0.0.1:8090/_/#/pbinstall/… now');
});

test('any other line has no link and is kept as it is', () => {
	const line = '└─ Dashboard: http://127.0.0.1:8090/_/';
	expect(installerLink(line)).toBeUndefined();
	expect(withoutToken(line)).toBe(line);
});

test.each([
	['before', ['found', 'open']],
	['after', ['open', 'found']]
] as const)('the link that comes %s its time is said once', (_when, order) => {
	const said: string[] = [];
	const offer = new InstallerOffer((line) => said.push(line));
	for (const step of order) {
		expect(said).toEqual([]);
		if (step === 'found') offer.found(link);
		else offer.open();
	}
	offer.open();
	expect(said).toEqual([`For the database's own screens: ${link}`]);
});
