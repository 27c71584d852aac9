export { default as DevicesPage } from './DevicesPage.svelte';
export { default as MePage } from './MePage.svelte';
export { default as PinPage } from './PinPage.svelte';
