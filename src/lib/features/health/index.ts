export { default as HealthPage } from './HealthPage.svelte';
