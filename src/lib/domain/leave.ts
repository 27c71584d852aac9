import { leaveAdd, leaveRemove } from './commands/calendar';
import { learn } from './registry';

/** Makes the commands for days off known: everybody plans their own, without the rest of the office. */
export function learnLeaveCommands(): void {
	learn({ 'leave.add': leaveAdd, 'leave.remove': leaveRemove });
}
