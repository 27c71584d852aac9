/**
 * Asks the browser not to evict what is stored here, once the app is installed: before that,
 * browsers refuse or bother the person.
 *
 * @returns stops waiting for the installation
 */
export function keepStorage(): () => void {
	const ask = (): void => {
		if ('storage' in navigator) void navigator.storage.persist().catch(() => false);
	};
	if (window.matchMedia('(display-mode: standalone)').matches) ask();
	window.addEventListener('appinstalled', ask);
	return () => {
		window.removeEventListener('appinstalled', ask);
	};
}
