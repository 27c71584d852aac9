import { describe, expect, test, vi } from 'vitest';
import { redirectOf, type Whereabouts } from './redirect';

function go(route: string | null, address: string, rest: Partial<Whereabouts> = {}) {
	const { pathname: path, search } = new URL(address, 'https://muster.test');
	const session = { state: 'signed_in', expired: false } as const;
	return redirectOf({ session, route, path, search, home: '/today', ...rest });
}
const signedOut = { session: { state: 'signed_out', expired: false } } as const;

describe('one who is not signed in', () => {
	test('is asked to, and the way back is kept', () => {
		expect(go('/t/[task]', '/t/abc?from=board', signedOut)).toBe(
			'/login?next=%2Ft%2Fabc%3Ffrom%3Dboard'
		);
		expect(go('/', '/', signedOut)).toBe('/login');
		expect(go('/me', '/me', signedOut)).toBe('/login');
		expect(go('/login', '/login?next=%2Fme', signedOut)).toBeNull();
	});

	test('stays where there is no page', () => {
		expect(go(null, '/nowhere', signedOut)).toBeNull();
	});
});

describe('one who is signed in', () => {
	test('goes back to where the sign-in interrupted, or home', () => {
		expect(go('/login', '/login?next=%2Ft%2Fabc%3Ffrom%3Dboard')).toBe('/t/abc?from=board');
		expect(go('/login', '/login')).toBe('/');
		expect(go('/', '/')).toBe('/today');
	});

	test('is led back by browsers without URL.canParse, too', () => {
		vi.stubGlobal('URL', class extends URL {});
		Object.defineProperty(URL, 'canParse', { value: undefined });
		expect(go('/login', '/login?next=%2Ft%2Fabc')).toBe('/t/abc');
		expect(go('/login', '/login?next=http%3A%2F%2F%5B')).toBe('/');
		vi.unstubAllGlobals();
	});

	test('is never sent to another site', () => {
		expect(go('/login', '/login?next=https%3A%2F%2Fevil.test%2F')).toBe('/');
		expect(go('/login', '/login?next=%2F%2Fevil.test')).toBe('/');
		expect(go('/login', '/login?next=%2Flogin')).toBe('/');
	});

	test('waits at the door while the home is not known', () => {
		expect(go('/', '/', { home: null })).toBeNull();
	});

	test('whose session has expired may sign in again', () => {
		const session = { state: 'signed_in', expired: true } as const;
		expect(go('/login', '/login', { session })).toBeNull();
		expect(go('/today', '/today', { session })).toBeNull();
	});
});

test('the way to a browser is open to everybody', () => {
	expect(go('/open-in-browser', '/open-in-browser?next=%2Ftoday', signedOut)).toBeNull();
});

test('nobody is sent anywhere while the session is being restored', () => {
	expect(go('/today', '/today', { session: { state: 'restoring', expired: false } })).toBeNull();
});
