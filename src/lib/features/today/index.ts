export { countNeedsMe } from './needs-me';
export { default as TodayScreen } from './TodayScreen.svelte';
