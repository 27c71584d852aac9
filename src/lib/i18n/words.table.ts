import type { Cause } from '$lib/domain/choices';
import type { Status } from '$lib/domain/entities';
import { m } from './paraglide/messages.js';

export type Words<Key extends string> = Readonly<Record<Key, () => string>>;

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
