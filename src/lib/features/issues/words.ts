import type { Issue } from '$lib/domain/entities';
import type { View } from '$lib/domain/tx';
import { personName } from '$lib/features/task-words';
import { CAUSE_WORDS, ISSUE_STATE_WORDS, formatRelativeDay, m } from '$lib/i18n';
import type { IconName } from '$lib/ui/icons.table';
import type { IssueButton } from './model/actions';
import type { Filter, IssueRow } from './model/rows';
import type { IssueLine } from './model/history';

/** Neutral ink, as status hues belong to work. */
export const STATE_ICONS = {
	open: 'flag',
	accepted: 'doing',
	resolved: 'wait',
	closed: 'done',
	withdrawn: 'undo'
} as const satisfies Record<Issue['state'], IconName>;

/** What an issue is called: by its task; by what was written; else by its cause. */
export function issueTitle({ issue, task }: Pick<IssueRow, 'issue' | 'task'>): string {
	if (task) return task.title;
	const [line = ''] = issue.note.split('\n');
	return line || causeWord(issue) || m.standup_no_task();
}

/** '' for one without a cause */
export function causeWord({ cause }: Pick<Issue, 'cause'>): string {
	return cause === '' ? '' : CAUSE_WORDS[cause]();
}

export function solverWords(view: View, { solver }: Pick<Issue, 'solver'>): string {
	return solver === ''
		? m.standup_no_solver()
		: m.standup_solver({ name: personName(view, solver) });
}

/** Who called it solved; its solver where that is not known here. */
export function solvedBy(view: View, { id, solver }: Issue): string {
	const word = view
		.list('issue_events', 'issue', id)
		.filter(({ action, effective }) => action === 'resolve' && effective)
		.toSorted((a, b) => b.occurredAt - a.occurredAt)
		.at(0);
	return personName(view, word?.person ?? solver) || m.task_no_person();
}

/** 明天; '' without a day */
export function deadlineWords({ dueDay }: Pick<Issue, 'dueDay'>, today: string): string {
	return dueDay === '' ? '' : formatRelativeDay(dueDay, today);
}

export function stateWord({ state }: Pick<Issue, 'state'>): string {
	return ISSUE_STATE_WORDS[state]();
}

export function filterName(filter: Filter, count: number): string {
	switch (filter) {
		case 'open':
			return m.issues_filter_open({ count });
		case 'mine':
			return m.issues_filter_mine({ count });
		case 'confirm':
			return m.issues_filter_confirm({ count });
		case 'closed':
			return m.issues_filter_closed({ count });
	}
}

export function noneWords(filter: Filter): string {
	switch (filter) {
		case 'open':
			return m.issues_none_open();
		case 'mine':
			return m.issues_none_mine();
		case 'confirm':
			return m.issues_none_confirm();
		case 'closed':
			return m.issues_none_closed();
	}
}

export function buttonName(button: IssueButton, { state, solver }: Issue): string {
	switch (button) {
		case 'accept':
			return m.issue_accept();
		case 'resolve':
			return m.issue_resolve();
		case 'confirm':
			return m.issue_confirm();
		case 'reopen':
			return state === 'resolved' ? m.issue_still_open() : m.issue_reopen();
		case 'hand_on':
			return solver === '' ? m.issue_choose_solver() : m.issue_hand_on();
		case 'escalate':
			return m.issue_escalate();
		case 'withdraw':
			return m.issue_withdraw();
	}
}

/** 李强 · 转给 王芳 */
export function lineWords(view: View, line: IssueLine): string {
	const name = personName(view, line.person);
	const solver = personName(view, line.solver);
	switch (line.action) {
		case 'raise':
			return solver === '' ? m.issue_line_raise({ name }) : m.issue_line_raise_to({ name, solver });
		case 'edit':
			return m.issue_line_edit({ name });
		case 'accept':
			return m.issue_line_accept({ name });
		case 'hand_on':
			return m.issue_line_hand_on({ name, solver });
		case 'resolve':
			return m.issue_line_resolve({ name });
		case 'confirm':
			return m.issue_line_confirm({ name });
		case 'reopen':
			return m.issue_line_reopen({ name });
		case 'escalate':
			return m.issue_line_escalate({ name });
		case 'withdraw':
			return m.issue_line_withdraw({ name });
		case 'undo':
			return m.issue_line_undo({ name });
		case 'ended':
			return m.issue_line_ended();
		case 'removed':
			return m.issue_line_removed();
	}
}
