import * as v from 'valibot';

const MAX_NUMBER = 40;
const MAX_NAME = 200;

/** Nothing that could be taken for an e-mail address: both are typed into the same field. */
export const StaffNumber = v.pipe(
	v.string(),
	v.trim(),
	v.minLength(1),
	v.maxLength(MAX_NUMBER),
	v.regex(/^[^\s@]+$/)
);

/** Staff numbers that differ in case only are the same, as they are when somebody signs in. */
export function staffNumberKey(text: string): string {
	return text.trim().toLowerCase();
}

/** Somebody to be taken into the organisation; `department` is an id, or '' for none. */
export type Newcomer = {
	readonly name: string;
	readonly staffNumber: string;
	readonly department: string;
};

export const ROW_CODES = [
	'name_missing',
	'number_missing',
	'number_wrong',
	'number_taken',
	'number_twice',
	'department_unknown'
] as const;
/** What is wrong with a row of a list of newcomers. */
export type RowCode = (typeof ROW_CODES)[number];

export type Known = {
	/** as `staffNumberKey` gives them */
	readonly numbers: ReadonlySet<string>;
	/** departments that are there */
	readonly departments: ReadonlySet<string>;
};

/** @returns for each row what is wrong with it, or null; of a number that comes twice the later row is wrong */
export function checkNewcomers(rows: readonly Newcomer[], known: Known): (RowCode | null)[] {
	const seen = new Set<string>();
	return rows.map((row) => {
		const key = staffNumberKey(row.staffNumber);
		const isRepeated = seen.has(key);
		seen.add(key);
		if (row.name.trim() === '' || row.name.length > MAX_NAME) return 'name_missing';
		if (key === '') return 'number_missing';
		if (!v.is(StaffNumber, row.staffNumber)) return 'number_wrong';
		if (known.numbers.has(key)) return 'number_taken';
		if (isRepeated) return 'number_twice';
		return row.department === '' || known.departments.has(row.department)
			? null
			: 'department_unknown';
	});
}
