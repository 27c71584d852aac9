export { thisBrowser } from './browser';
export { handsRest } from './hands';
export { BrowserInstallation, type InstallPrompt } from './installation.svelte';
export { default as InstallCard } from './InstallCard.svelte';
export { default as InstallPage } from './InstallPage.svelte';
export { deviceMemory } from './memory';
