const PREFIX = 'muster.draft.';

/** What was being written under that name in this tab; '' for nothing. It outlives a reload. */
export function readDraft(name: string): string {
	try {
		return sessionStorage.getItem(PREFIX + name) ?? '';
	} catch {
		return '';
	}
}

export function keepDraft(name: string, text: string): void {
	try {
		if (text === '') sessionStorage.removeItem(PREFIX + name);
		else sessionStorage.setItem(PREFIX + name, text);
	} catch {
		// A page that may not store anything has it on the screen only.
	}
}

/** Nothing that was being written is left for whoever comes next. */
export function forgetDrafts(): void {
	try {
		const names = Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
		for (const name of names) sessionStorage.removeItem(name);
	} catch {
		// Nor was anything stored.
	}
}

/** True while a field of the page holds words that have not gone anywhere. */
export function isWriting(page: Document): boolean {
	const fields = page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea');
	return [...fields].some((field) => field.value !== field.defaultValue);
}
