export { default as PlacePage } from './PlacePage.svelte';
