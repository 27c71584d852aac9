export { default as LeaveList } from './LeaveList.svelte';
export { default as LeavePage } from './LeavePage.svelte';
