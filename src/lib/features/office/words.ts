import type { Scenario } from '$lib/domain/choices';
import type { ProjectRole } from '$lib/domain/entities';
import { m } from '$lib/i18n';
import type { DayFacts } from './calendar-month';

export const SCENARIO_WORDS: Readonly<Record<Scenario, () => string>> = {
	lifecycle: m.scenario_lifecycle,
	campaign: m.scenario_campaign,
	complaint: m.scenario_complaint,
	budget: m.scenario_budget,
	blank: m.scenario_blank
};

export const PROJECT_ROLE_WORDS: Readonly<Record<ProjectRole, () => string>> = {
	lead: m.project_role_lead,
	member: m.project_role_member,
	observer: m.project_role_observer
};

/** From Monday on. */
export const WEEKDAY_WORDS: readonly (() => string)[] = [
	m.weekday_1,
	m.weekday_2,
	m.weekday_3,
	m.weekday_4,
	m.weekday_5,
	m.weekday_6,
	m.weekday_7
];

/** What a day is and why: 10 月 1 日 周四：休息 · 国庆节 */
export function dayWords({ isWorking, marked }: DayFacts, day: string): string {
	const as = isWorking ? m.calendar_as_work() : m.calendar_as_off();
	return marked
		? m.calendar_why_marked({ day, as, name: marked.name })
		: m.calendar_why_week({ day, as });
}
