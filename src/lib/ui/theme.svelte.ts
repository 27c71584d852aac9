import { createContext } from 'svelte';

export const THEME_CHOICES = ['system', 'light', 'dark', 'sunlight'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
type Theme = Exclude<ThemeChoice, 'system'>;

/** Read by `static/first-paint.js` too, which sets `html[data-theme]` before anything is drawn. */
const STORAGE_KEY = 'muster.theme';
const MORE_CONTRAST = '(prefers-contrast: more)';
const DARK = '(prefers-color-scheme: dark)';

function systemTheme(): Theme {
	if (matchMedia(MORE_CONTRAST).matches) return 'sunlight';
	return matchMedia(DARK).matches ? 'dark' : 'light';
}

function storedChoice(): ThemeChoice {
	try {
		const stored = localStorage.getItem(STORAGE_KEY);
		return THEME_CHOICES.find((choice) => choice === stored) ?? 'system';
	} catch {
		return 'system';
	}
}

/** The look of this device: chosen, or following the system, also while the app is open. */
export class ThemeState {
	#choice = $state<ThemeChoice>(storedChoice());

	get choice(): ThemeChoice {
		return this.#choice;
	}

	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		try {
			localStorage.setItem(STORAGE_KEY, choice);
		} catch {
			// A page that may not store anything follows the system again next time.
		}
		this.#apply();
	}

	/** Keeps the page in step with the system until the returned function is called. */
	follow(): () => void {
		const queries = [matchMedia(MORE_CONTRAST), matchMedia(DARK)];
		const apply = () => this.#apply();
		for (const query of queries) query.addEventListener('change', apply);
		apply();
		return () => {
			for (const query of queries) query.removeEventListener('change', apply);
		};
	}

	#apply(): void {
		const root = document.documentElement;
		root.dataset.theme = this.#choice === 'system' ? systemTheme() : this.#choice;
		const ground = getComputedStyle(root).getPropertyValue('--bg').trim();
		document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground);
	}
}

export const [getTheme, setTheme] = createContext<ThemeState>();
