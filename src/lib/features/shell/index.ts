export { default as AppShell } from './AppShell.svelte';
export { default as ErrorPage } from './ErrorPage.svelte';
export { default as LanguageButton } from './LanguageButton.svelte';
export { default as SyncChip } from './SyncChip.svelte';
export { default as Wordmark } from './Wordmark.svelte';
export type { Notice } from './notice';
export { homeOf } from './places';
export { syncWords } from './sync-words';
