import type { Cause } from '$lib/domain/choices';
import type { IconName } from '$lib/ui/icons.table';

/** A sign for each cause: six signs are told apart sooner than six words, above all in a second language. */
export const CAUSE_ICONS: Readonly<Record<Cause, IconName>> = {
	person: 'person',
	material: 'box',
	information: 'info',
	equipment: 'tool',
	approval: 'stamp',
	other: 'more'
};
