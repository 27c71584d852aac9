/** What every page has once the first one can be tapped on, a chunk of its own. */
export { noticeFor } from './errors';
export { openHomeScreen } from './home-screen.svelte';
export { WorkerUpdates } from './worker-updates.svelte';
