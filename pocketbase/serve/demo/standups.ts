import type { Cause } from '$lib/domain/choices';
import { checkinId } from '$lib/domain/commands/checkins';
import type { Standup } from '$lib/domain/entities/calendar';
import { MONDAY_TO_FRIDAY } from '$lib/domain/entities/calendar';
import { MINUTE_MS, weekday } from '$lib/domain/time';
import { isAway } from './holidays';
import type { Journal } from './journal';
import type { Ids } from './organisation';
import { partTime, type PersonKey } from './organisation.table';
import type { PlannedProject, PlannedTask } from './plan';
import type { DayIndex } from './plan-table';
import { between, makePrng, pick, type Prng } from './prng';
import type { WorkClock } from './work-clock';

/** Days of stand-ups that are told, today's among them. */
const toldDays = 6;
const checksIn = 0.88;
const meetsProblem = 0.07;
const minutes: Readonly<Record<string, number>> = { complaint: 8 * 60 + 40, campaign: 9 * 60 + 20 };
const usualMinute = 8 * 60 + 50;
const causes: readonly Cause[] = ['material', 'person', 'information', 'approval'];

export function standupOf(key: string): Standup {
	return { minute: minutes[key] ?? usualMinute, weekdays: [...MONDAY_TO_FRIDAY] };
}

type Teller = { readonly journal: Journal; readonly clock: WorkClock; readonly ids: Ids };

/** Who checked in for the last stand-ups, with what, and whom something held up. */
export function tellStandups(seed: string, project: PlannedProject, teller: Teller): void {
	const { lead, members } = project.table;
	for (let day = 1 - toldDays; day <= 0; day++)
		for (const person of [lead, ...members]) {
			const random = makePrng(seed, 'standup', project.table.key, String(day), person);
			// The accounts that people try come without today's, so that there is something to do.
			const isLeftToDo = day === 0 && (person === 'staff' || person === 'lead');
			const isExpected = worksOn(person, day, teller.clock);
			if (random() < checksIn && !isLeftToDo && isExpected)
				tellOne(project, person, day, random, teller);
		}
}

/** On a day of the stand-up's own, on which the person is there. */
function worksOn(person: PersonKey, day: DayIndex, clock: WorkClock): boolean {
	const own = partTime[person] ?? MONDAY_TO_FRIDAY;
	return own.includes(weekday(clock.dayAt(day))) && !isAway(person, day);
}

function tellOne(
	{ id, table, phases }: PlannedProject,
	person: PersonKey,
	day: DayIndex,
	random: Prng,
	{ journal, clock, ids }: Teller
): void {
	const own = phases.flatMap(({ tasks }) => tasks).filter(({ owner }) => owner === person);
	const doing = own.filter((task) => task.startIn <= day && task.dueIn >= day);
	const done = own.filter((task) => task.dueIn === day - 1);
	const idsOf = (tasks: readonly PlannedTask[]) => tasks.map((task) => task.id);
	const tappedAtMs =
		clock.at(day, standupOf(table.key).minute) - between(random, 2, 34) * MINUTE_MS;
	const checkin = checkinId(id, ids.person(person), clock.dayAt(day));
	const key = `check-in ${checkin}`;
	const said = { done: idsOf(done), doing: idsOf(doing) };
	const args = { project: id, checkin, day: clock.dayAt(day), ...said };
	journal.add(key, 'checkin.give', args, { person, tappedAtMs });
	const [task] = doing;
	if (!task || person === table.lead || random() >= meetsProblem) return;
	const problem = {
		...{ project: id, task: task.id, source: 'checkin' as const, origin: checkin },
		...{ cause: pick(random, causes), solver: ids.person(table.lead) }
	};
	journal.add(`${key} problem`, 'issue.raise', problem, { person, tappedAtMs: tappedAtMs + 1 });
}
