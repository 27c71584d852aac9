export { default as PinField } from './PinField.svelte';
export { default as PinSignIn } from './PinSignIn.svelte';
export { PinForm } from './pin-form.svelte';
export { pinProblem } from './pin-problem';
