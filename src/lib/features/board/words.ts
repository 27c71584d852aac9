import type { ReportFields, Status, StatusEvent } from '$lib/domain/entities';
import type { Ms } from '$lib/domain/ids';
import type { Day } from '$lib/domain/time';
import {
	CAUSE_WORDS,
	STATUS_WORDS,
	dayOf,
	formatDuration,
	formatMoment,
	formatRelativeDay,
	locale,
	m
} from '$lib/i18n';
import type { Freshness } from './model/freshness';
import type { TaskRow } from './model/rows';
import type { Tile } from './model/tiles';

/** What a sentence about time needs to know. */
export type Now = { readonly nowMs: Ms; readonly timeZone: string };

export function tileName(name: Tile['name']): string {
	if (name === 'overdue') return m.board_overdue();
	if (name === 'disagreements') return m.board_disagreements();
	return STATUS_WORDS[name]();
}

/** What a tile's figure is held against. */
export function tileComparison(tile: Tile, acrossProjects: boolean): string {
	switch (tile.name) {
		case 'overdue':
			if (tile.value === 0) return m.board_overdue_none();
			if (acrossProjects) return m.board_overdue_projects({ count: tile.projectCount });
			return tile.longestDays === 0
				? m.board_overdue_today()
				: m.board_overdue_longest({ days: tile.longestDays });
		case 'late':
			if (tile.value === 0) return m.board_late_none();
			return tile.warnedEarly === 0
				? m.board_late_early_none()
				: m.board_late_early({ count: tile.warnedEarly });
		case 'in_progress':
			return tile.dueToday === 0
				? m.board_doing_due_none()
				: m.board_doing_due({ count: tile.dueToday });
		case 'todo':
			return tile.shouldHaveStarted === 0
				? m.board_todo_start_none()
				: m.board_todo_start({ count: tile.shouldHaveStarted });
		case 'disagreements':
			return m.board_disagreements_wait({ duration: formatDuration(tile.longestMs) });
	}
}

export function freshnessWords(freshness: Freshness, { nowMs, timeZone }: Now): string {
	const time = formatMoment(freshness.asOfMs, nowMs, timeZone);
	if (freshness.kind === 'never')
		return freshness.isOffline ? m.sync_offline_never() : m.board_loading();
	if (freshness.kind === 'live') return m.board_live({ time });
	if (freshness.kind === 'checked') return m.board_checked({ time });
	return freshness.isOffline ? m.board_offline({ time }) : m.board_stopped({ time });
}

/** What stands beside a row's status: 缺料，预计周三 */
export function saidDetails(row: TaskRow, nowMs: Ms): string {
	const { percent, cause, expectedDay } = row.task;
	return saidWords({ percent, cause, expectedDay }, dayOf(nowMs, row.project.timeZone));
}

type Said = { readonly [Field in keyof ReportFields]?: ReportFields[Field] | undefined };

/** 滞后，缺料，预计周三; 进行中，60% */
export function saidWords(said: Said, today: Day): string {
	const { status, percent = 0, cause = '', expectedDay = '' } = said;
	const percentMatters = status === undefined || status === 'in_progress' || status === 'late';
	return [
		status === undefined ? '' : STATUS_WORDS[status](),
		percentMatters && percent > 0 ? m.board_percent({ percent }) : '',
		// Alone, 其他 says nothing.
		cause === '' || cause === 'other' ? '' : CAUSE_WORDS[cause](),
		expectedDay === '' ? '' : m.board_expected({ day: formatRelativeDay(expectedDay, today) })
	]
		.filter((part) => part !== '')
		.join(locale() === 'en' ? ', ' : '，');
}

/** What an event says, without its author and time. */
export function eventWords(event: StatusEvent, today: Day): string {
	const said = sayingOf(event, today);
	return event.effective ? said : m.board_not_taken({ said });
}

function sayingOf(event: StatusEvent, today: Day): string {
	const status: Status = event.to;
	if (event.action === 'undo') return m.board_undone({ status: STATUS_WORDS[status]() });
	if (event.action === 'settle') return m.board_settled_as({ status: STATUS_WORDS[status]() });
	const { percent, cause, expectedDay } = event;
	return saidWords({ status, percent, cause, expectedDay }, today);
}

/** 14:20; both times where it was long on its way: 9:02 报，9:41 送达 */
export function eventTime(
	event: StatusEvent,
	arrivedLate: boolean,
	{ nowMs, timeZone }: Now
): string {
	const said = formatMoment(event.occurredAt, nowMs, timeZone);
	if (!arrivedLate) return said;
	return m.board_arrived({ said, arrived: formatMoment(event.receivedAt, nowMs, timeZone) });
}
