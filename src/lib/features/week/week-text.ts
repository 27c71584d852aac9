import { CAUSE_WORDS, formatDay, formatShortDay, m, STATUS_WORDS } from '$lib/i18n';
import type { HistoryEntry } from '$lib/features/task-words';
import type { Day } from '$lib/domain/time';
import type { MyWeek, ProjectDay, RaisedProblem, TaskWeek } from './my-week';

/** The lines of one project on one day. */
export function linesOf({ tasks, problems, note }: ProjectDay, day: Day): string[] {
	return [
		...tasks.map((task) => taskLine(task, day)),
		...problems.map((one) => m.week_problem({ what: problemWords(one) })),
		...(note === '' ? [] : [oneLine(note)])
	];
}

/** 样机装配：进行中，60% → 已完成 */
function taskLine({ title, said }: TaskWeek, day: Day): string {
	const task = title === '' ? m.week_no_task() : title;
	return m.week_line({ task, said: said.map((entry) => saidWords(entry, day)).join(' → ') });
}

/** 滞后，缺料，预计 11/25，what was written */
function saidWords(entry: HistoryEntry, day: Day): string {
	const { status, cause, expectedDay, note } = entry;
	const percent = entry.events.at(-1)?.percent ?? 0;
	return [
		STATUS_WORDS[status](),
		status === 'done' || percent === 0 || percent === 100 ? '' : `${percent}%`,
		cause === '' ? '' : CAUSE_WORDS[cause](),
		expectedDay === '' ? '' : m.task_expected({ day: formatShortDay(expectedDay, day) }),
		oneLine(note)
	]
		.filter((part) => part !== '')
		.join(m.week_join());
}

function problemWords({ cause, note }: RaisedProblem): string {
	return [cause === '' ? '' : CAUSE_WORDS[cause](), oneLine(note)]
		.filter((part) => part !== '')
		.join(m.week_join());
}

function oneLine(text: string): string {
	return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** 11 月 23 日 周一 – 11 月 29 日 周日 */
export function rangeWords({ from, to }: Pick<MyWeek, 'from' | 'to'>): string {
	return m.week_range({ from: formatDay(from), to: formatDay(to) });
}

/**
 * The week as plain text, to be pasted anywhere.
 *
 * @param name whose week it is
 */
export function weekText(week: MyWeek, name: string): string {
	const head = [`${m.week_title()} · ${name}`, rangeWords(week)];
	if (week.checkins > 0) head.push(m.week_checkins({ count: week.checkins }));
	const days = week.days.map(({ day, projects }) => {
		const parts = projects.map((part) =>
			[part.name, ...linesOf(part, day).map((line) => `- ${line}`)].join('\n')
		);
		return [formatDay(day), ...parts].join('\n');
	});
	return [head.join('\n'), ...days].join('\n\n');
}
