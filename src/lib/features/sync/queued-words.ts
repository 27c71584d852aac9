import * as v from 'valibot';
import type { Cause, Status, Task } from '$lib/domain/entities';
import { deriveRowId, type Ms, type TaskId, type Ulid } from '$lib/domain/ids';
import { COMMANDS } from '$lib/domain/registry';
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
	| { readonly kind: 'acknowledge' }
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
	/** what taking it back takes; null where that would change nothing */
	readonly undo: { readonly task: TaskId; readonly report: Report } | null;
};

export function queuedWord(view: View, item: QueueItem): QueuedWord {
	const { op } = item;
	const [saying, taskId] = read(view, op.name, op.args);
	const task = taskId === undefined ? undefined : view.get('tasks', taskId);
	return {
		id: item.id,
		state: item.state,
		task,
		saying,
		atMs: op.clientAt + op.offsetMs,
		code: item.result?.code,
		undo: item.state === 'waiting' && task ? undoOf(view, task, op.id) : null
	};
}

function undoOf(view: View, task: Task, op: Ulid): QueuedWord['undo'] {
	const standing = Object.values(task.revs).some((rev) => rev.op === op);
	const event = standing ? view.get('status_events', deriveRowId(op, 'event')) : undefined;
	const report = event?.action === 'report' ? reportOf(event) : null;
	return report ? { task: task.id, report } : null;
}

function read(view: View, name: string, args: unknown): [Saying, TaskId | undefined] {
	switch (name) {
		case 'task.report': {
			const said = v.safeParse(COMMANDS[name].args, args);
			if (!said.success) break;
			const { task, status, cause = '', expectedDay = '', note = '' } = said.output;
			return [{ kind: 'report', status, cause, expectedDay, note }, task];
		}
		case 'task.undo': {
			const said = v.safeParse(COMMANDS[name].args, args);
			if (!said.success) break;
			return [{ kind: 'undo', status: said.output.to.status }, said.output.task];
		}
		case 'conflict.settle': {
			const said = v.safeParse(COMMANDS[name].args, args);
			if (!said.success) break;
			return [{ kind: 'settle', choice: said.output.choice }, said.output.task];
		}
		case 'report.acknowledge': {
			const said = v.safeParse(COMMANDS[name].args, args);
			if (!said.success) break;
			return [{ kind: 'acknowledge' }, view.get('status_events', said.output.event)?.task];
		}
	}
	return [{ kind: 'other' }, taskIn(args)];
}

const AboutTask = v.object({ task: COMMANDS['task.edit'].args.entries.task });

function taskIn(args: unknown): TaskId | undefined {
	const found = v.safeParse(AboutTask, args);
	return found.success ? found.output.task : undefined;
}
