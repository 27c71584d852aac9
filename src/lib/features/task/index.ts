export { default as TaskScreen } from './TaskScreen.svelte';
export { default as TaskSheet } from './TaskSheet.svelte';
