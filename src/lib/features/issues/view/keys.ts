/** True for a key that means the screen: not what is being written, a sheet over it, or the browser. */
export function isForPage(
	{ target, ctrlKey, altKey, metaKey }: KeyboardEvent,
	{ choosing, photo }: App.PageState
): boolean {
	const isOfBrowser = ctrlKey || altKey || metaKey;
	const isUnderSheet = choosing === true || photo !== undefined;
	return !isOfBrowser && !isUnderSheet && !(target instanceof HTMLTextAreaElement);
}
