export { default as WeekPage } from './WeekPage.svelte';
