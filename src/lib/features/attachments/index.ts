export { Attaching } from './attaching.svelte';
export { default as AttachmentPicker } from './AttachmentPicker.svelte';
export { default as AttachmentStrip } from './AttachmentStrip.svelte';
export { default as WaitingFiles } from './WaitingFiles.svelte';
