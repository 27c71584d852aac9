export { default as DueMark } from './DueMark.svelte';
export { doneAtMs, doneLateDays, dueState, type DueState } from './due-state';
export { delayMs, taskHistory, undoable, type HistoryEntry } from './history';
export { lastWordOf } from './last-word';
export { plannedWords, type Planned } from './planned-words';
export {
	doneLateWords,
	dueSentence,
	dueWords,
	nameOf,
	overdueWords,
	seenWords,
	targetOf
} from './words';
