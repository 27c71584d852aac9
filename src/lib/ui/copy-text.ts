/**
 * Puts words into the clipboard; to be called inside the tap.
 *
 * @returns false where the browser has no way to, or does not allow it
 */
export async function copyText(text: string): Promise<boolean> {
	if ('clipboard' in navigator) {
		try {
			await navigator.clipboard.writeText(text);
			return true;
		} catch {
			// Refused, as in many browsers inside other apps: the older way may be allowed.
		}
	}
	return copySelected(text);
}

function copySelected(text: string): boolean {
	const before = document.activeElement;
	const field = document.createElement('textarea');
	field.value = text;
	field.readOnly = true;
	field.style.cssText = 'position:fixed;top:0;opacity:0';
	document.body.append(field);
	field.select();
	try {
		// eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way where the page is not secure, or inside another app
		return document.execCommand('copy');
	} catch {
		return false;
	} finally {
		field.remove();
		if (before instanceof HTMLElement) before.focus({ preventScroll: true });
	}
}
