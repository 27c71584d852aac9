export { CAUSE_ICONS } from './cause-icons.table';
export { default as DueMark } from './DueMark.svelte';
export { doneAtMs, doneLateDays, dueState, type DueState } from './due-state';
export {
	continuesWord,
	delayMs,
	lastWordOf,
	taskHistory,
	undoable,
	type HistoryEntry
} from './history';
export { plannedWords, type Planned } from './planned-words';
export {
	detailWords,
	doneLateWords,
	dueSentence,
	dueWords,
	overdueWords,
	personName,
	seenWords,
	targetOf,
	todayIn
} from './words';
