import type { AttachmentId, DepartmentId, TaskId } from '$lib/domain/ids';

declare global {
	namespace App {
		interface PageState {
			/** a task's sheet is open over the page */
			task?: TaskId;
			/** a department's sheet is open over the page */
			department?: DepartmentId;
			/** a list of people is open over the page, to choose who solves an issue */
			choosing?: true;
			/** a photo is open over all of it */
			photo?: AttachmentId;
		}
	}
	interface Window {
		/** The browser's question whether to install, kept back by `static/first-paint.js`. */
		musterInstallPrompt?: Event;
		/** Chromium's: how an installed app is opened while it is open already. */
		readonly launchQueue?: {
			setConsumer(consume: (launch: { readonly targetURL?: string | null }) => void): void;
		};
	}
	interface WindowEventMap {
		/** Chromium's */
		beforeinstallprompt: Event;
	}
}
