import type { RefusalCode } from '$lib/domain/command';
import type { Cause, OrgRole, Status } from '$lib/domain/entities';
import { m } from './paraglide/messages.js';

type Words<Key extends string> = Readonly<Record<Key, () => string>>;

/** Words for what the domain says in code; a new code without words does not compile. */
export const STATUS_WORDS: Words<Status> = {
	todo: m.status_todo,
	in_progress: m.status_in_progress,
	late: m.status_late,
	done: m.status_done
};

export const CAUSE_WORDS: Words<Cause> = {
	person: m.cause_person,
	material: m.cause_material,
	information: m.cause_information,
	equipment: m.cause_equipment,
	approval: m.cause_approval,
	other: m.cause_other
};

export const REFUSAL_WORDS: Words<RefusalCode> = {
	invalid: m.refusal_invalid,
	forbidden: m.refusal_forbidden,
	missing: m.refusal_missing,
	left_project: m.refusal_left_project,
	closed: m.refusal_closed,
	removed: m.refusal_removed,
	cycle: m.refusal_cycle,
	last_lead: m.refusal_last_lead,
	op_id_taken: m.refusal_op_id_taken,
	refused_before: m.refusal_refused_before
};

export const ORG_ROLE_WORDS: Words<OrgRole> = {
	member: m.org_role_member,
	executive: m.org_role_executive,
	admin: m.org_role_admin
};
