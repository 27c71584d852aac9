export { default as MePage } from './MePage.svelte';
