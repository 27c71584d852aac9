export { default as OpenInBrowserPage } from './OpenInBrowserPage.svelte';
