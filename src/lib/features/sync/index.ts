export { default as SyncScreen } from './SyncScreen.svelte';
