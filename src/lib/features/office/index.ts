export { default as OfficeRoute } from './OfficeRoute.svelte';
export { default as StepRoute } from './StepRoute.svelte';
