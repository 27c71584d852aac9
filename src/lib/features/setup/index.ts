export { default as JoinPage } from './JoinPage.svelte';
export { default as SetupPage } from './SetupPage.svelte';
export { default as WelcomePage } from './WelcomePage.svelte';
