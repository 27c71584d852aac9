import type { ReportFields } from '$lib/domain/entities';
import type { Settled } from '$lib/domain/rules/disagreement';
import type { Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { formatMinute, formatNumber, formatRelativeDay, m } from '$lib/i18n';

/** Planned fields that two people disagree about, as one of them has them. */
export type Planned = Omit<Settled, keyof ReportFields>;

/**
 * 到期：周三 · 负责人：李强: planned fields, part by part.
 *
 * @param today in the project's zone
 */
export function plannedWords(view: View, planned: Planned, today: Day): string[] {
	const day = (text: string): string => formatRelativeDay(text, today);
	const words = [
		of(planned.title, m.task_plan_title),
		of(planned.phase, m.task_plan_phase, (id) => view.get('phases', id)?.name ?? id),
		of(planned.department, m.task_plan_department, (id) => view.get('departments', id)?.name ?? id),
		of(
			planned.owner,
			m.task_plan_owner,
			(id) => view.get('people', id)?.name ?? m.task_no_person()
		),
		of(planned.startDay, m.task_plan_start, day),
		of(planned.dueDay, m.task_plan_due, day),
		of(planned.dueMinute, m.task_plan_time, formatMinute),
		of(planned.estimateHours, m.task_plan_estimate, (hours) =>
			m.task_hours({ hours: formatNumber(hours) })
		),
		of(planned.deliverable, m.task_plan_deliverable),
		of(planned.dependencies, m.task_plan_dependencies, (ids) => titles(view, ids)),
		of(planned.removed, m.task_plan_removed, (gone) =>
			gone ? m.task_plan_yes() : m.task_plan_no()
		)
	];
	return words.filter((word) => word !== '');
}

function titles(view: View, ids: readonly string[]): string {
	return ids.map((id) => view.get('tasks', id)?.title ?? id).join(' · ');
}

/** '' for a field that is not in dispute. */
function of<Value>(
	value: Value | undefined,
	message: (inputs: { value: string }) => string,
	word: (value: NonNullable<Value>) => string = String
): string {
	if (value === undefined) return '';
	const isNone = value === null || value === '' || (Array.isArray(value) && value.length === 0);
	return message({ value: isNone ? m.task_plan_none() : word(value) });
}
