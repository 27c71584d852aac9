import { parseJson } from '$lib/domain/parse';
import { SlipsSchema, type Slip } from '$lib/domain/protocol/setup';
import { keepDraft, readDraft } from '$lib/ui/draft';

/** In this tab only, until its person signs out: the server keeps no code that could be shown again. */
const DRAFT = 'slips';

export function readSlips(): readonly Slip[] {
	return parseJson(SlipsSchema, readDraft(DRAFT))?.people ?? [];
}

/** A newer slip of the same person takes the place of the older one, which has ended. */
export function addSlips(added: readonly Slip[]): void {
	const others = readSlips().filter((old) => !added.some((one) => one.person === old.person));
	keepDraft(DRAFT, JSON.stringify({ people: [...others, ...added] }));
}

/** True for an address that only the computer itself can open: a phone that scans it finds nothing. */
export function isOnlyHere(origin: string): boolean {
	return /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(origin);
}

export function clearSlips(): void {
	keepDraft(DRAFT, '');
}
