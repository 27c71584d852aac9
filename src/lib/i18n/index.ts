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
export { CAUSE_WORDS, ORG_ROLE_WORDS, REFUSAL_WORDS, STATUS_WORDS } from './words.table';
