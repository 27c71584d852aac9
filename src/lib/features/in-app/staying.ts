/** Read by `static/first-paint.js`, which leads here before anything else is opened. */
const STORAGE_KEY = 'muster.in-app';

/** True where another app surrounds this one and holds what is stored in it. */
export function isInApp(): boolean {
	return 'inApp' in document.documentElement.dataset;
}

/** The person goes on here all the same: from now on this device leads straight to the link. */
export function goOnHere(link: string): void {
	try {
		localStorage.setItem(STORAGE_KEY, 'goes-on');
	} catch {
		// Where nothing may be stored, nobody can work anyway.
	}
	// Anew, as the app decides at its start what it may promise.
	location.replace(link);
}
