import { isCommandName } from '$lib/domain/registry';
import { learnLeaveCommands } from '$lib/domain/leave';
import { learnShiftCommands } from '$lib/domain/shift';
import type { Muster } from '$lib/features/session';

/** To be called by every screen of a shift: what was given before the app was opened shows from then on. */
export function learnShift(muster: Pick<Muster, 'queue' | 'retry'>): void {
	if (isCommandName('checkin.give')) return;
	learnShiftCommands();
	// Leave that waits to be sent counts already: nobody is asked to check in on it.
	learnLeaveCommands();
	if (muster.queue.length > 0) muster.retry();
}
