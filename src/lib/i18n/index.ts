export { m } from './paraglide/messages.js';
export { locale, setLocale, type Locale } from './locale.svelte';
export {
	dayOf,
	formatDay,
	formatDuration,
	formatMinute,
	formatMoment,
	formatNumber,
	formatRelativeDay,
	formatShortDay,
	formatTime,
	formatWait
} from './format';
export { ORG_ROLE_WORDS, REFUSAL_WORDS } from './rarer-words.table';
export { CAUSE_WORDS, STATUS_WORDS } from './words.table';
