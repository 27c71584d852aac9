import { resolve } from '$app/paths';
import { officeAddress } from './address';

/** After the organisation itself, which begins before anybody is signed in. */
const STEPS = ['departments', 'project', 'people', 'slips'] as const;
export type Step = (typeof STEPS)[number];

export function stepBefore(step: Step): Step | null {
	return STEPS[STEPS.indexOf(step) - 1] ?? null;
}

export function stepAfter(step: Step): Step | null {
	return STEPS[STEPS.indexOf(step) + 1] ?? null;
}

/** @param step null: past the last one */
export function stepAddress(step: Step | null): string {
	return step === null ? officeAddress() : resolve('/setup/[[step]]', { step });
}
