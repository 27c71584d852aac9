import type { Session } from '$lib/features/session';

export type Whereabouts = {
	readonly session: Pick<Session, 'state' | 'expired'>;
	/** the route's pattern; null for an address that is none */
	readonly route: string | null;
	/** of the address, below Muster's own */
	readonly path: string;
	readonly search: string;
	/** null until the person's part is known */
	readonly home: string | null;
};

/** That nothing is at: addresses of the app's own are told from others by it. */
const NO_ORIGIN = 'https://muster.invalid';

/** Pages for people who are not signed in. */
export function isOpen(path: string): boolean {
	return /^\/(login|setup|welcome|join|open-in-browser)$/.test(path);
}

/** The path to go to instead; null to stay. */
export function redirectOf({ session, route, path, search, home }: Whereabouts): string | null {
	if (session.state === 'restoring' || route === null) return null;
	if (session.state === 'signed_out') {
		if (isOpen(path)) return null;
		// One signs out on /me, on purpose; the next to sign in may be somebody else.
		const isNowhere = route === '/' || route === '/me';
		return isNowhere ? '/login' : `/login?next=${encodeURIComponent(path + search)}`;
	}
	// The first administrator goes on with the next step.
	if (path === '/setup') return '/setup/departments';
	if (route === '/login') return session.expired ? null : nextOf(path, search);
	return route === '/' ? home : null;
}

/** The path that a page leads on to, such as the sign-in: one of this app's own. */
export function nextOf(path: string, search: string): string {
	const next = new URLSearchParams(search).get('next') ?? '/';
	const here = new URL(path, NO_ORIGIN);
	const target = parsed(next, here) ?? here;
	if (target.origin !== here.origin || target.pathname === path) return '/';
	return target.pathname + target.search;
}

/** null for what is no address; `URL.canParse` is younger than the oldest browsers that Muster runs in. */
function parsed(address: string, base: URL): URL | null {
	try {
		return new URL(address, base);
	} catch {
		return null;
	}
}
