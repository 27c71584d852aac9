import * as v from 'valibot';
import { CAUSES, IMPACTS, NEEDS } from '../choices';
import { PROJECT_ROLES, Status } from '../entities';
import {
	DepartmentIdSchema,
	PersonIdSchema,
	PhaseIdSchema,
	PlaceIdSchema,
	TaskIdSchema
} from '../ids';
import { isDay } from '../time';

const MAX_TITLE = 200;
const MAX_TEXT = 2000;
const MAX_DEPENDENCIES = 50;
const MAX_ESTIMATE_HOURS = 10_000;

export const Title = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_TITLE));
export const Text = v.pipe(v.string(), v.trim(), v.maxLength(MAX_TEXT));
export const DaySchema = v.pipe(v.string(), v.check(isDay, 'a date as YYYY-MM-DD'));
export const DayOrNone = v.union([v.literal(''), DaySchema]);
export const MinuteOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1439));
export const Minute = v.nullable(MinuteOfDay);
export const Percent = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));
export const EstimateHours = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_ESTIMATE_HOURS));
export const StatusSchema = v.picklist(Object.values(Status));
export const CauseOrNone = v.union([v.literal(''), v.picklist(CAUSES)]);
export const NeedOrNone = v.union([v.literal(''), v.picklist(NEEDS)]);
export const ImpactOrNone = v.union([v.literal(''), v.picklist(IMPACTS)]);
export const Role = v.picklist(PROJECT_ROLES);
/** 1 Monday … 7 Sunday, each once. */
export const Weekdays = v.pipe(
	v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
	v.maxLength(7),
	v.check((days) => new Set(days).size === days.length, 'each day once')
);

export const None = v.literal('');
/** What a lead plans of a task; each part may be left out. */
export const plannedFields = {
	title: v.exactOptional(Title),
	phase: v.exactOptional(v.union([None, PhaseIdSchema])),
	department: v.exactOptional(v.union([None, DepartmentIdSchema])),
	owner: v.exactOptional(v.union([None, PersonIdSchema])),
	startDay: v.exactOptional(DayOrNone),
	dueDay: v.exactOptional(DayOrNone),
	dueMinute: v.exactOptional(Minute),
	estimateHours: v.exactOptional(EstimateHours),
	deliverable: v.exactOptional(Text),
	place: v.exactOptional(v.union([None, PlaceIdSchema])),
	dependencies: v.exactOptional(v.pipe(v.array(TaskIdSchema), v.maxLength(MAX_DEPENDENCIES)))
};

/** What a person's screen showed before, and an undo puts back. */
export const ReportFieldsSchema = v.strictObject({
	status: StatusSchema,
	percent: Percent,
	cause: CauseOrNone,
	expectedDay: DayOrNone
});

/** Those of them that somebody says something about. */
export const someReportFields = {
	status: v.exactOptional(StatusSchema),
	percent: v.exactOptional(Percent),
	cause: v.exactOptional(CauseOrNone),
	expectedDay: v.exactOptional(DayOrNone)
};

/** True for a field of a task that reports speak of; false for one of the plan. */
export function isReported(field: string): boolean {
	return Object.hasOwn(someReportFields, field);
}

/** What people can disagree about on a task: what was reported, what was planned, whether it goes. */
export const SettledFields = v.strictObject({
	...someReportFields,
	...plannedFields,
	removed: v.exactOptional(v.boolean())
});
