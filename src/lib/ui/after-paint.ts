/** Resolves once what is on the screen has been drawn; on a hidden page, where nothing is, soon too. */
export function afterPaint(): Promise<void> {
	return new Promise((resolve) => {
		requestAnimationFrame(() => setTimeout(resolve));
		setTimeout(resolve, 1_000);
	});
}
