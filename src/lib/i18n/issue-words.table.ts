import type { Impact, Need } from '$lib/domain/choices';
import type { IssueState } from '$lib/domain/entities/issues';
import { m } from './paraglide/messages.js';
import type { Words } from './words.table';

export const NEED_WORDS: Words<Need> = {
	resource: m.need_resource,
	decision: m.need_decision,
	time: m.need_time
};

export const IMPACT_WORDS: Words<Impact> = {
	low: m.impact_low,
	medium: m.impact_medium,
	high: m.impact_high
};

export const ISSUE_STATE_WORDS: Words<IssueState> = {
	open: m.issue_state_open,
	accepted: m.issue_state_accepted,
	resolved: m.issue_state_resolved,
	closed: m.issue_state_closed,
	withdrawn: m.issue_state_withdrawn
};
