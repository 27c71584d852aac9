import type { Installation } from '$lib/features/session';

/** What a browser says of itself that decides how the app gets onto the home screen. */
export type Browser = {
	readonly userAgent: string;
	/** how many fingers its screen tells apart: an iPad calls itself a Mac */
	readonly touchPoints: number;
	/** it can be made to ask by itself, with an event */
	readonly asks: boolean;
	/** the app runs from the home screen already */
	readonly isStandalone: boolean;
};

/** Where Safari and its like keep the button that everything on the home screen begins with. */
export type SharePlace = 'bottom' | 'more' | 'top';

/** On iPhones and iPads every browser is Safari inside; those of other apps name no Safari and cannot install. */
const IOS = /iP(?:hone|ad|od)/;
/** Its toolbar keeps sharing behind ··· since. */
const SAFARI_WITH_MORE = 26;

/** How one puts the app onto the home screen by hand; null where there is no way, or it asks by itself. */
export function wayByHand(browser: Browser): Exclude<Installation['way'], 'prompt'> {
	const { userAgent, asks } = browser;
	if (isIos(browser)) return /Safari\//.test(userAgent) ? 'pictures' : null;
	return /Android/.test(userAgent) && !/; wv\)/.test(userAgent) && !asks ? 'menu' : null;
}

function isIos({ userAgent, touchPoints }: Browser): boolean {
	return IOS.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
}

/** @param userAgent of a browser on an iPhone or iPad */
export function sharePlaceOf(userAgent: string): SharePlace {
	if (!/iP(?:hone|od);/.test(userAgent) || /CriOS|EdgiOS|FxiOS/.test(userAgent)) return 'top';
	const version = Number(/Version\/(\d+)/.exec(userAgent)?.[1] ?? 0);
	return version >= SAFARI_WITH_MORE ? 'more' : 'bottom';
}

export function thisBrowser(): Browser {
	const displays = ['standalone', 'fullscreen', 'minimal-ui', 'window-controls-overlay'];
	return {
		userAgent: navigator.userAgent,
		touchPoints: navigator.maxTouchPoints,
		asks: 'onbeforeinstallprompt' in window,
		isStandalone:
			displays.some((display) => matchMedia(`(display-mode: ${display})`).matches) ||
			// Apple's own word for it, older than the standard's.
			('standalone' in navigator && navigator.standalone === true)
	};
}
