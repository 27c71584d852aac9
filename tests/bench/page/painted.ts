/** Resolves with `performance.now()` once what the page looks like now has been painted. */
export function painted(): Promise<number> {
	return new Promise((resolve) => {
		requestAnimationFrame(() => {
			// A task posted from a frame runs after that frame.
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				resolve(performance.now());
			};
			port2.postMessage(0);
		});
	});
}

const PATIENCE_MS = 30_000;

/** Resolves when `isSo` is true, asked again after every change of the page; gives up after a while. */
export function becomes(isSo: () => boolean): Promise<void> {
	return new Promise((resolve, reject) => {
		if (isSo()) {
			resolve();
			return;
		}
		const timer = setTimeout(() => {
			observer.disconnect();
			reject(new Error('what was waited for did not come'));
		}, PATIENCE_MS);
		const observer = new MutationObserver(() => {
			if (!isSo()) return;
			observer.disconnect();
			clearTimeout(timer);
			resolve();
		});
		const all = { subtree: true, childList: true, attributes: true, characterData: true };
		observer.observe(document, all);
	});
}
