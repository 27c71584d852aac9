import type { Day } from '$lib/domain/time';
import { detailWords } from '$lib/features/task-words';
import { REFUSAL_WORDS, STATUS_WORDS, m } from '$lib/i18n';
import type { QueuedWord, Saying } from './queued-words';

/**
 * 滞后 · 缺料 · 预计周三 · what was written
 *
 * @param today in the project's zone
 */
export function sayingWords(saying: Saying, today: Day): string {
	switch (saying.kind) {
		case 'report':
			return [STATUS_WORDS[saying.status](), ...detailWords(saying, today)].join(' · ');
		case 'undo':
			return m.sync_said_undo({ status: STATUS_WORDS[saying.status]() });
		case 'settle':
			return saying.choice === 'mine' ? m.sync_said_mine() : m.sync_said_theirs();
		case 'answer':
			return saying.isAdopted ? m.board_adopt() : m.board_put_aside();
		case 'acknowledge':
			return m.sync_said_acknowledge();
		case 'checkin':
			return m.sync_said_checkin();
		case 'issue':
			return m.sync_said_issue();
		case 'attachment':
			return m.sync_said_attachment();
		case 'other':
			return m.sync_said_other();
	}
}

/** Why a word was refused, and who hears of it all the same. */
export function refusalWords({ code, passedOn }: Pick<QueuedWord, 'code' | 'passedOn'>): string {
	return passedOn ? m.refusal_passed_on() : REFUSAL_WORDS[code ?? 'invalid']();
}
