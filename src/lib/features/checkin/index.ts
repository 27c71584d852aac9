export { default as CheckinScreen } from './CheckinScreen.svelte';
export { default as CheckinStrip } from './CheckinStrip.svelte';
export { default as StandupPage } from './StandupPage.svelte';
