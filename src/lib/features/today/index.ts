export { default as TodayScreen } from './TodayScreen.svelte';
