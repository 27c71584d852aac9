import { attachmentAdd, attachmentRemove, attachmentRestore } from './attachments';
import { checkinGive, standupClose } from './checkins';
import {
	issueAccept,
	issueConfirm,
	issueEdit,
	issueEscalate,
	issueHandOn,
	issueResolve,
	issueUndo,
	issueWithdraw
} from './issues';
import { issueRaise } from './raise-issue';

/** What a shift brings besides the taps on tasks: a phone loads it after its first screen. */
export const SHIFT_COMMANDS = {
	'checkin.give': checkinGive,
	'standup.close': standupClose,
	'issue.raise': issueRaise,
	'issue.edit': issueEdit,
	'issue.accept': issueAccept,
	'issue.resolve': issueResolve,
	'issue.hand_on': issueHandOn,
	'issue.escalate': issueEscalate,
	'issue.confirm': issueConfirm,
	'issue.withdraw': issueWithdraw,
	'issue.undo': issueUndo,
	'attachment.add': attachmentAdd,
	'attachment.remove': attachmentRemove,
	'attachment.restore': attachmentRestore
} as const;
