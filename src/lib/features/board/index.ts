export { default as BoardPage } from './view/BoardPage.svelte';
