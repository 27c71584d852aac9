import { addDays, dayNumber, isDay, type Day } from '$lib/domain/time';

/** Why a line cannot be taken. */
export type DayListCode =
	/** it does not begin with a date */
	| 'no_day'
	/** there is no such date, or it is centuries away */
	| 'wrong_day'
	/** an end before its start, or more than `LONGEST_RANGE_DAYS` */
	| 'wrong_range'
	/** 调休 alone may mean either, and so may a name that speaks of working */
	| 'unclear'
	/** a second date that ends no range */
	| 'two_days'
	| 'long_name'
	/** an earlier line says the opposite of the same day */
	| 'contradicts';

/** One line of a pasted list of days. */
export type ListedDays = {
	/** counted from 1, empty lines too */
	readonly line: number;
	readonly text: string;
	/** none where the line is wrong; several for a range */
	readonly days: readonly Day[];
	readonly as: 'off' | 'work';
	/** '' where none was given */
	readonly name: string;
	/** null where nothing is wrong */
	readonly code: DayListCode | null;
	/** the line that says the same of a day already, or the opposite; 0 for none */
	readonly twiceOf: number;
};

const LONGEST_RANGE_DAYS = 31;
const MAX_NAME = 200;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2099];

const WEEKDAY = String.raw`(?:\s?\((?:周|星期)[^)]*\))?`;
const DATE = String.raw`(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)(?:\s?日)?${WEEKDAY}`;
const BEGINS = new RegExp(`^${DATE}`);
const UNTIL = String.raw`[-–—~〜]+|\.\.+|至|到|to\b`;
const GOES_ON = new RegExp(String.raw`^\s*(?:${UNTIL}|[,;\t])\s*${DATE}`, 'i');
/** An end of the same year, or of the same month. */
const GOES_ON_WITHIN = new RegExp(
	String.raw`^\s*(?:${UNTIL})\s*(?:(\d{1,2})\s?[-/.月]\s?)?(\d{1,2})(?:\s?日|(?=[\s,;、(]|$))${WEEKDAY}`,
	'i'
);
const ANOTHER = new RegExp(DATE);
const WORK =
	/^(?:班|上班|补班|調休上班|调休上班|调休补班|补上班|工作日|work|works|working|working day|workday|make-?up|make-?up day)$/i;
const OFF =
	/^(?:休|放假|放假调休|休息|休息日|假|假期|节假日|off|day off|holiday|public holiday|closed)$/i;
const UNCLEAR = /^(?:调休|調休|补休)$/;
const MAY_BE_EITHER = /[调調补]休|上班|补班/;
const AT_START = /^[\s,;、:]*(班|上班|补班|休|放假)[\s:]+/;
const AT_END = /[\s,;、:]+(班|上班|补班|休|放假|work|working day|workday|make-?up day)$/i;

/**
 * Reads a list of holidays and make-up days, one a line: `2027-01-01 元旦`, `2027-02-20 班`, or the
 * same with commas, tabs, slashes or 年月日; `2027-10-01 ~ 2027-10-07 国庆节` is seven days, and so is
 * `2027年10月1日至7日 国庆节`.
 */
export function readDayList(text: string): ListedDays[] {
	const lines = text
		.split(/\r?\n/)
		.map((line) => line.normalize('NFKC').replaceAll('"', '').trim());
	const first = lines.findIndex((line) => line !== '');
	const rows = lines.flatMap((line, index) => {
		// A heading names its columns, and no day.
		const isHeading = index === first && !/\d/.test(line) && /日期|date|day/i.test(line);
		return line === '' || isHeading ? [] : [readLine(line, index + 1)];
	});
	return compared(rows);
}

function readLine(text: string, line: number): ListedDays {
	const row = { line, text, days: [], as: 'off', name: '', code: null, twiceOf: 0 } as const;
	const begins = BEGINS.exec(text);
	if (!begins) return { ...row, code: 'no_day' };
	const after = text.slice(begins[0].length);
	const from = dayFrom(begins);
	const { to, rest } = endFrom(after, begins) ?? { to: from, rest: after };
	if (from === null || to === null) return { ...row, code: 'wrong_day' };
	const count = dayNumber(to) - dayNumber(from) + 1;
	if (count < 1 || count > LONGEST_RANGE_DAYS) return { ...row, code: 'wrong_range' };
	if (ANOTHER.test(rest)) return { ...row, code: 'two_days' };
	const said = readWords(rest);
	if (said.as === null) return { ...row, code: 'unclear' };
	if (said.name.length > MAX_NAME) return { ...row, code: 'long_name' };
	const days = Array.from({ length: count }, (_, i) => addDays(from, i));
	return { ...row, days, as: said.as, name: said.name };
}

/** The end of a range, and what stands behind it; null for a day alone. */
function endFrom(
	after: string,
	[, year = '', month = '']: RegExpExecArray
): { readonly to: Day | null; readonly rest: string } | null {
	const whole = GOES_ON.exec(after);
	if (whole) return { to: dayFrom(whole), rest: after.slice(whole[0].length) };
	const within = GOES_ON_WITHIN.exec(after);
	if (!within) return null;
	const [said, ownMonth = month, day = ''] = within;
	return { to: dayFrom(['', year, ownMonth, day]), rest: after.slice(said.length) };
}

/** null for a date that there is not. */
function dayFrom([, year = '', month = '', day = '']: readonly string[]): Day | null {
	const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	const isNear = Number(year) >= FIRST_YEAR && Number(year) <= LAST_YEAR;
	return isNear && isDay(text) ? text : null;
}

/** What stands after the date: a name, and whether one works; off where nothing is said. */
function readWords(rest: string): { readonly as: 'off' | 'work' | null; readonly name: string } {
	const cells = rest
		.replace(AT_START, ',$1,')
		.replace(AT_END, ',$1')
		.replace(/^[\s:]+([^,;、\t]*?)\s*$/, ',$1')
		.split(/[,;、\t]/)
		.map((cell) => cell.trim())
		.filter((cell) => cell !== '');
	const isWork = cells.some((cell) => WORK.test(cell));
	const isOff = cells.some((cell) => OFF.test(cell));
	const isUnclear = !isWork && !isOff && cells.some((cell) => MAY_BE_EITHER.test(cell));
	const names = cells.filter((cell) => !WORK.test(cell) && !OFF.test(cell) && !UNCLEAR.test(cell));
	const as = isUnclear || (isWork && isOff) ? null : isWork ? 'work' : 'off';
	return { as, name: names.join(' ') };
}

/** Tells which lines speak of a day that an earlier one speaks of. */
function compared(rows: readonly ListedDays[]): ListedDays[] {
	const known = new Map<Day, ListedDays>();
	return rows.map((row) => {
		const before = row.days.flatMap((day) => known.get(day) ?? [])[0];
		const opposite = row.days
			.flatMap((day) => known.get(day) ?? [])
			.find((one) => one.as !== row.as);
		for (const day of row.days) if (!known.has(day)) known.set(day, row);
		if (opposite) return { ...row, code: 'contradicts', twiceOf: opposite.line };
		return before ? { ...row, twiceOf: before.line } : row;
	});
}
