export { m } from './paraglide/messages.js';
export { locale, setLocale } from './locale.svelte';
export {
	dayOf,
	formatDay,
	formatDayHead,
	formatDuration,
	formatMinute,
	formatMoment,
	formatMonth,
	formatNumber,
	formatRelativeDay,
	formatShortDay,
	formatTime,
	regionName
} from './format';
export { IMPACT_WORDS, ISSUE_STATE_WORDS, NEED_WORDS } from './issue-words.table';
export { LANGUAGE_NAMES, ORG_ROLE_WORDS, REFUSAL_WORDS } from './rarer-words.table';
export { CAUSE_WORDS, STATUS_WORDS } from './words.table';
export { waitWords } from './wait-words';
