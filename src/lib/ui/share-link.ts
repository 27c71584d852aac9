/**
 * Hands a link to the phone's own sheet; to be called inside the tap.
 *
 * @returns null where the browser has no such sheet, or does not open it
 */
export async function shareLink(title: string, url: string): Promise<'shared' | 'left' | null> {
	if (!('share' in navigator)) return null;
	try {
		await navigator.share({ title, url });
		return 'shared';
	} catch (error) {
		return error instanceof DOMException && error.name === 'AbortError' ? 'left' : null;
	}
}
