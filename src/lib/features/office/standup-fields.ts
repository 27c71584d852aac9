import { MONDAY_TO_FRIDAY, type Standup } from '$lib/domain/entities/calendar';

/** A stand-up as a form has it; `time` is HH:MM, or '' for none. */
type StandupFields = { time: string; weekdays: readonly number[] };

export function standupFields(standup: Standup | null): StandupFields {
	if (!standup) return { time: '', weekdays: MONDAY_TO_FRIDAY };
	const two = (value: number): string => String(value).padStart(2, '0');
	const { minute, weekdays } = standup;
	return { time: `${two(Math.floor(minute / 60))}:${two(minute % 60)}`, weekdays };
}

/** null where no time was given, or no day. */
export function standupOf({
	time,
	weekdays
}: StandupFields): { minute: number; weekdays: number[] } | null {
	const [hours, minutes] = time.split(':').map(Number);
	if (hours === undefined || minutes === undefined || weekdays.length === 0) return null;
	return { minute: hours * 60 + minutes, weekdays: [...weekdays] };
}
