import type { Language } from '$lib/domain/choices';
import type { RefusalCode } from '$lib/domain/command';
import type { OrgRole } from '$lib/domain/entities';
import { m } from './paraglide/messages.js';
import type { Words } from './words.table';

export const REFUSAL_WORDS: Words<RefusalCode> = {
	invalid: m.refusal_invalid,
	forbidden: m.refusal_forbidden,
	missing: m.refusal_missing,
	left_project: m.refusal_left_project,
	closed: m.refusal_closed,
	removed: m.refusal_removed,
	cycle: m.refusal_cycle,
	last_lead: m.refusal_last_lead,
	last_admin: m.refusal_last_admin,
	taken: m.refusal_taken,
	in_use: m.refusal_in_use,
	too_many: m.refusal_too_many,
	over: m.refusal_over,
	op_id_taken: m.refusal_op_id_taken,
	refused_before: m.refusal_refused_before
};

export const ORG_ROLE_WORDS: Words<OrgRole> = {
	member: m.org_role_member,
	executive: m.org_role_executive,
	admin: m.org_role_admin
};

/** Each language is named in itself, so that one who cannot read this one finds it. */
export const LANGUAGE_NAMES: readonly {
	readonly value: Language;
	readonly name: string;
	readonly lang: string;
}[] = [
	{ value: 'zh-CN', name: '简体中文', lang: 'zh-CN' },
	{ value: 'en', name: 'English', lang: 'en' }
];
