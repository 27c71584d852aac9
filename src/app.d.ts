import type { TaskId } from '$lib/domain/ids';

declare global {
	namespace App {
		interface PageState {
			/** a task's sheet is open over the page */
			task?: TaskId;
		}
	}
}
