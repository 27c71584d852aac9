import { ORGANISATION } from '$lib/domain/entities';
import { deriveRowId } from '$lib/domain/ids';
import type { DemoRow } from '../../hooks/demo-script';
import { CHINESE_DAYS } from './china-calendar';
import type { Ids } from './organisation';
import type { PersonKey } from './organisation.table';
import type { DayIndex } from './plan-table';
import type { WorkClock } from './work-clock';
import type { Lang } from './words';

/** Who is away, in working days from the anchor. */
const leaves: readonly (readonly [person: PersonKey, from: DayIndex, to: DayIndex])[] = [
	['zeng.qi', 0, 2],
	['cao.yan', 3, 7],
	['emily.brown', -9, -5],
	['ren.yuan', 1, 1]
];

export function isAway(person: PersonKey, index: DayIndex): boolean {
	return leaves.some(([away, from, to]) => away === person && from <= index && index <= to);
}

/** What the working calendar knows, and who is away when. */
export function calendarRows(ids: Ids, clock: WorkClock, lang: Lang): DemoRow[] {
	return [
		...CHINESE_DAYS.map(([day, as, zh, en]): DemoRow => ({
			kind: 'calendar_days',
			row: {
				// The same as a command gives it, so that one can mark the day anew.
				id: deriveRowId('calendar', day),
				...{ day, work: as === 'work', name: lang === 'zh' ? zh : en }
			}
		})),
		...leaves.map(([person, from, to]): DemoRow => ({
			kind: 'leaves',
			row: {
				id: deriveRowId(ORGANISATION, ids.seed, 'leave', person),
				...{ person: ids.person(person), fromDay: clock.dayAt(from), toDay: clock.dayAt(to) }
			}
		}))
	];
}
