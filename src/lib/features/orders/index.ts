export { default as ChangeSaid } from './ChangeSaid.svelte';
export { LastChange } from './last-change.svelte';
export { Orders, type OrderingMuster } from './orders';
