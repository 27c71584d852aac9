import type { IconName } from '$lib/ui/icons.table';

/** A sentence above every screen, until what it says is settled. */
export type Notice = {
	readonly kind: string;
	readonly icon: IconName;
	readonly text: string;
	readonly action: { readonly name: string; readonly run: () => void } | null;
};
