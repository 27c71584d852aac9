import type { Session } from '$lib/features/session';

export type Whereabouts = {
	readonly session: Pick<Session, 'state' | 'expired'>;
	/** the route's pattern; null for an address that is none */
	readonly route: string | null;
	readonly url: URL;
	/** null until the person's part is known */
	readonly home: string | null;
};

/** Where to go instead; null to stay. */
export function redirectOf({ session, route, url, home }: Whereabouts): string | null {
	if (session.state === 'restoring' || route === null) return null;
	if (session.state === 'signed_out') {
		if (route === '/login') return null;
		// One signs out on /me, on purpose; the next to sign in may be somebody else.
		const next =
			route === '/' || route === '/me'
				? ''
				: `?next=${encodeURIComponent(url.pathname + url.search)}`;
		return `/login${next}`;
	}
	if (route === '/login') return session.expired ? null : nextOf(url);
	return route === '/' ? home : null;
}

/** The address that a sign-in leads back to: one of this app's own. */
function nextOf(url: URL): string {
	const next = url.searchParams.get('next') ?? '/';
	const target = URL.canParse(next, url) ? new URL(next, url) : url;
	if (target.origin !== url.origin || target.pathname === url.pathname) return '/';
	return target.pathname + target.search;
}
