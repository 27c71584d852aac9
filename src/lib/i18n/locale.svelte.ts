import type { Locale } from './paraglide/runtime.js';

export type { Locale };

/** Read by `static/first-paint.js` too, which sets `html[lang]` before anything is drawn. */
const STORAGE_KEY = 'muster.language';

function firstLocale(): Locale {
	const marked = typeof document === 'undefined' ? '' : document.documentElement.lang;
	return marked === 'en' ? 'en' : 'zh-CN';
}

// The one module-level state of the app: messages are plain functions, called from anywhere.
let current = $state<Locale>(firstLocale());

/** The language shown now; reactive, as are all messages and formats. */
export function locale(): Locale {
	return current;
}

/** What messages are compiled to import: they see this module in the place of paraglide's own. @public */
export { locale as getLocale };
/** @public */
export const experimentalStaticLocale = undefined;

/** Shows the language at once and keeps it for this device. */
export function setLocale(next: Locale): void {
	current = next;
	document.documentElement.lang = next;
	try {
		localStorage.setItem(STORAGE_KEY, next);
	} catch {
		// A page that may not store anything asks the browser's language again next time.
	}
}
