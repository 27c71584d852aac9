import type { Ms } from '$lib/domain/ids';
import { CAUSE_WORDS, STATUS_WORDS, dayOf, formatRelativeDay, m } from '$lib/i18n';
import type { Saying } from './queued-words';

/** 滞后 · 缺料 · 预计周三 · what was written */
export function sayingWords(saying: Saying, nowMs: Ms): string {
	switch (saying.kind) {
		case 'report':
			return [STATUS_WORDS[saying.status](), ...detailWords(saying, nowMs)].join(' · ');
		case 'undo':
			return m.sync_said_undo({ status: STATUS_WORDS[saying.status]() });
		case 'settle':
			return saying.choice === 'mine' ? m.sync_said_mine() : m.sync_said_theirs();
		case 'acknowledge':
			return m.sync_said_acknowledge();
		case 'other':
			return m.sync_said_other();
	}
}

type Details = Pick<Extract<Saying, { kind: 'report' }>, 'cause' | 'expectedDay' | 'note'>;

/** What was added to a status, part by part. */
export function detailWords({ cause, expectedDay, note }: Details, nowMs: Ms): string[] {
	return [
		cause === '' ? '' : CAUSE_WORDS[cause](),
		expectedDay === ''
			? ''
			: m.task_expected({ day: formatRelativeDay(expectedDay, dayOf(nowMs)) }),
		note
	].filter((part) => part !== '');
}
