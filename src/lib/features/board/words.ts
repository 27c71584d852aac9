import type { ReportFields, Status, StatusEvent } from '$lib/domain/entities';
import type { Ms } from '$lib/domain/ids';
import type { Day } from '$lib/domain/time';
import {
	CAUSE_WORDS,
	STATUS_WORDS,
	dayOf,
	formatDay,
	formatDuration,
	formatMoment,
	formatRelativeDay,
	locale,
	m
} from '$lib/i18n';
import type { BoardModel } from './model/board';
import type { FeedItem } from './model/feed';
import type { Freshness } from './model/freshness';
import type { TaskRow } from './model/rows';
import type { Selection } from './model/selection';
import type { Tile } from './model/tiles';

/** What a sentence about time needs to know. */
export type Now = { readonly nowMs: Ms; readonly timeZone: string };

const TILE_NAMES: Readonly<Record<Tile['name'], () => string>> = {
	overdue: m.board_overdue,
	late: STATUS_WORDS.late,
	blocked: m.board_blocked,
	open: m.board_open,
	disagreements: m.board_disagreements,
	checkin: m.board_checkin
};

export function tileName(name: Tile['name']): string {
	return TILE_NAMES[name]();
}

/** What is laid open beside the board, by name. */
export function selectionName(selection: Selection, board: BoardModel): string {
	switch (selection.kind) {
		case 'department':
			return nameIn(board.departments, selection.id) || m.board_no_department();
		case 'phase':
			return nameIn(board.phases, selection.id) || m.board_no_phase();
		case 'day':
			return m.board_due_on({ day: formatDay(selection.day) });
		case 'departments':
			return m.board_departments();
		case 'feed':
			return m.board_feed();
		default:
			return tileName(selection.kind);
	}
}

function nameIn(lines: BoardModel['departments'] | BoardModel['phases'], id: string): string {
	return lines.find((line) => line.id === id)?.name ?? '';
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
		case 'blocked':
			if (tile.value === 0) return m.board_blocked_none();
			return m.board_longest({ duration: formatDuration(tile.longestMs) });
		case 'open':
			return tile.shouldHaveStarted === 0
				? m.board_in_progress({ count: tile.inProgress })
				: m.board_due_to_start({ count: tile.shouldHaveStarted });
		case 'disagreements':
			if (tile.value === 0) return m.board_disagreements_none();
			return m.board_longest({ duration: formatDuration(tile.longestMs) });
		case 'checkin':
			if (tile.of === 0) return m.board_checkin_none();
			return tile.value === tile.of
				? m.board_checkin_all()
				: m.board_checkin_missing({ count: tile.of - tile.value });
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
	// What was done and is opened again keeps its hundred per cent until somebody says another figure.
	const isUnderWay = status === 'in_progress' || status === 'late';
	const percentMatters = status === undefined || (isUnderWay && percent < 100);
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
export function eventWords({ event, author, timeZone }: FeedItem, nowMs: Ms): string {
	const own = sayingOf(event, dayOf(nowMs, timeZone));
	const said = author === '' ? own : m.board_adopted_from({ person: author, said: own });
	return event.effective ? said : m.board_not_taken({ said });
}

function sayingOf(event: StatusEvent, today: Day): string {
	const status: Status = event.to;
	if (event.action === 'undo') return m.board_undone({ status: STATUS_WORDS[status]() });
	if (event.action === 'settle') return m.board_settled_as({ status: STATUS_WORDS[status]() });
	const { percent, cause, expectedDay } = event;
	return saidWords({ status, percent, cause, expectedDay }, today);
}

type Arrived = Pick<StatusEvent, 'occurredAt' | 'receivedAt'>;

/** 14:20; both times where it was long on its way: 9:02 报，9:41 送达 */
export function eventTime(event: Arrived, arrivedLate: boolean, { nowMs, timeZone }: Now): string {
	const said = formatMoment(event.occurredAt, nowMs, timeZone);
	if (!arrivedLate) return said;
	return m.board_arrived({ said, arrived: formatMoment(event.receivedAt, nowMs, timeZone) });
}

/** 周敏 已采纳 · 10:20 */
export function answerWords(
	{ isAdopted, by: person, atMs }: { isAdopted: boolean; by: string; atMs: Ms },
	{ nowMs, timeZone }: Now
): string {
	const who = { person, time: formatMoment(atMs, nowMs, timeZone) };
	return isAdopted ? m.board_adopted_by(who) : m.board_put_aside_by(who);
}
