import type { Cause } from '$lib/domain/choices';
import type { Status, Task } from '$lib/domain/entities';
import { deriveRowId, type Ms, type TaskId, type Ulid } from '$lib/domain/ids';
import { parseArgs } from '$lib/domain/parse';
import { isCommandName } from '$lib/domain/registry';
import type { RefusalCode } from '$lib/domain/command';
import type { Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { reportOf, type Report } from '$lib/features/reporting';
import type { QueueItem } from '$lib/sync/status';

/** What an op says, as far as words for it are needed. */
export type Saying =
	| {
			readonly kind: 'report';
			readonly status: Status;
			readonly cause: Cause | '';
			readonly expectedDay: Day;
			readonly note: string;
	  }
	| { readonly kind: 'undo'; readonly status: Status }
	| { readonly kind: 'settle'; readonly choice: 'mine' | 'theirs' }
	| { readonly kind: 'acknowledge' | 'checkin' | 'issue' | 'attachment' }
	| { readonly kind: 'answer'; readonly isAdopted: boolean }
	| { readonly kind: 'other' };

/** One op on the sync screen. */
export type QueuedWord = {
	readonly id: Ulid;
	readonly state: QueueItem['state'];
	/** undefined for ops about something else, or about a task that is not here any more */
	readonly task: Task | undefined;
	readonly saying: Saying;
	readonly atMs: Ms;
	/** why it was refused */
	readonly code: RefusalCode | undefined;
	/** refused, but those who lead the project see it */
	readonly passedOn: boolean;
	/** what taking it back takes; null where that would change nothing */
	readonly undo: { readonly task: TaskId; readonly report: Report } | null;
};

export function queuedWord(view: View, item: QueueItem): QueuedWord {
	const { op } = item;
	const task = taskOf(view, item.target);
	return {
		id: item.id,
		state: item.state,
		task,
		saying: sayingOf(op.name, op.args),
		atMs: op.clientAt + op.offsetMs,
		code: item.result?.code,
		passedOn: item.result?.passedOn === true,
		undo: item.state === 'waiting' && task ? undoOf(view, task, op.id) : null
	};
}

/** @param target `kind/id` */
function taskOf(view: View, target: string): Task | undefined {
	const [kind, id = ''] = target.split('/');
	switch (kind) {
		case 'status_events':
		case 'issues':
		case 'attachments':
			return view.get('tasks', view.get(kind, id)?.task ?? '');
		default:
			return view.get('tasks', id);
	}
}

function undoOf(view: View, task: Task, op: Ulid): QueuedWord['undo'] {
	const standing = Object.values(task.revs).some((rev) => rev.op === op);
	const event = standing ? view.get('status_events', deriveRowId(op, 'event')) : undefined;
	const report = event?.action === 'report' ? reportOf(event) : null;
	return report ? { task: task.id, report } : null;
}

function sayingOf(name: string, args: unknown): Saying {
	switch (name) {
		case 'task.report': {
			const said = parseArgs(name, args);
			if (!said) break;
			const { status, cause = '', expectedDay = '', note = '' } = said;
			return { kind: 'report', status, cause, expectedDay, note };
		}
		case 'task.undo': {
			const said = parseArgs(name, args);
			if (!said) break;
			return { kind: 'undo', status: said.to.status };
		}
		case 'conflict.settle': {
			const said = parseArgs(name, args);
			if (!said) break;
			return { kind: 'settle', choice: said.choice };
		}
		case 'report.acknowledge':
			return { kind: 'acknowledge' };
		case 'checkin.give':
			return { kind: 'checkin' };
		case 'attachment.add':
			return { kind: 'attachment' };
		case 'report.adopt': {
			const said = isCommandName(name) && parseArgs(name, args);
			if (!said || said.choice === 'reopen') break;
			return { kind: 'answer', isAdopted: said.choice === 'adopt' };
		}
	}
	return { kind: name.startsWith('issue.') ? 'issue' : 'other' };
}
