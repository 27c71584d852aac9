import type { Day } from '$lib/domain/time';
import { detailWords, type HistoryEntry } from '$lib/features/task-words';
import { CAUSE_WORDS, NEED_WORDS, m } from '$lib/i18n';

type Told = Pick<
	HistoryEntry,
	'action' | 'percent' | 'problem' | 'need' | 'cause' | 'expectedDay' | 'note'
>;

/**
 * 50% · 等人 · 需要决定 · what was written: what was said beside the status, part by part.
 *
 * @param today in the project's zone
 */
export function reportWords(told: Told, today: Day): string[] {
	const { action, percent, problem, need } = told;
	// That nothing or all of it is done, the status says already.
	const isPart = action === 'report' && percent > 0 && percent < 100;
	return [
		isPart ? m.report_percent_value({ percent }) : '',
		problem === '' ? '' : CAUSE_WORDS[problem](),
		need === '' ? '' : m.report_needs({ need: NEED_WORDS[need]() }),
		...detailWords(told, today)
	].filter((part) => part !== '');
}
