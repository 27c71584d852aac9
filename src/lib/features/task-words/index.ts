export { default as DueMark } from './DueMark.svelte';
export { doneAtMs, doneLateDays, dueState, type DueState } from './due-state';
export { byNewest, lastWordOf } from './last-word';
export { doneLateWords, dueWords, nameOf, overdueWords, seenWords, targetOf } from './words';
