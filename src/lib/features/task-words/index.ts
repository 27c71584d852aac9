export { doneAtMs, doneLateDays, dueState, type DueState } from './due-state';
export { byNewest, lastWordOf } from './last-word';
