/** One line of a pasted list, as far as it could be told apart. */
export type PastedRow = {
	/** counted from 1, empty lines too */
	readonly line: number;
	readonly name: string;
	readonly staffNumber: string;
	readonly department: string;
};
type Column = 'name' | 'staffNumber' | 'department';
type Columns = readonly (Column | null)[];
type Heading = { readonly index: number; readonly columns: Columns };

const HEADINGS: Readonly<Record<Column, RegExp>> = {
	name: /^(?:姓名|名字|员工|name|employee)$/i,
	staffNumber: /^(?:工号|编号|员工编号|staff ?(?:no\.?|number|id)|number|no\.?|id)$/i,
	department: /^(?:部门|所在部门|department|dept\.?|team)$/i
};
const HAS_DIGIT = /\d/;
const NEW_LINE = /\r?\n/;

/**
 * Reads a list as a spreadsheet or a person gives it: cells apart by tabs, commas, semicolons or
 * spaces, full-width signs as if they were plain, columns in the order of a heading if there is one.
 */
export function readPaste(text: string): PastedRow[] {
	const lines = text.split(NEW_LINE).map(normalised);
	const heading = headingIn(lines);
	return lines.flatMap((line, index) => {
		if (line.trim() === '' || index === heading?.index) return [];
		const cells = cellsOf(line);
		return { line: index + 1, ...(heading ? byHeading(cells, heading.columns) : byLook(cells)) };
	});
}

/** The text with one line put in another way. */
export function replaceLine(text: string, row: PastedRow): string {
	const lines = text.split(NEW_LINE);
	lines[row.line - 1] = lineOf(row, lines, headingIn(lines.map(normalised)));
	return lines.join('\n');
}

/** The lines of these rows alone, under the heading where there is one. */
export function keepLines(text: string, kept: readonly PastedRow[]): string {
	if (kept.length === 0) return '';
	const lines = text.split(NEW_LINE);
	const heading = headingIn(lines.map(normalised));
	const head = heading ? (lines[heading.index] ?? []) : [];
	return [head, kept.map((row) => lineOf(row, lines, heading))].flat().join('\n') + '\n';
}

/** A row as one of `lines`: in the order of their heading, with whatever else stands there. */
function lineOf(row: PastedRow, lines: readonly string[], heading: Heading | null): string {
	if (!heading) return [row.name, row.staffNumber, row.department].join('\t');
	const cells = cellsOf(normalised(lines[row.line - 1] ?? ''));
	return heading.columns
		.map((column, at) => (column === null ? (cells[at] ?? '') : row[column]))
		.join('\t');
}

/** A cell as it is read: full-width signs as if they were plain, nothing at its ends. */
export function asRead(cell: string): string {
	return normalised(cell).trim();
}

function normalised(line: string): string {
	return line.normalize('NFKC');
}

/** A tab that a line begins with stands behind an empty cell. */
function cellsOf(line: string): string[] {
	if (line.includes('\t')) return line.split('\t').map((cell) => cell.trim());
	if (/[,;、]/.test(line)) return line.split(/[,;、]/).map((cell) => cell.trim());
	return wordsOf(line.trim());
}

/** Names of several words stay together: what stands before the number. */
function wordsOf(line: string): string[] {
	const words = line.split(/\s+/);
	const number = words.findIndex((word, at) => at > 0 && HAS_DIGIT.test(word));
	if (number < 0) return words;
	return [words.slice(0, number).join(' '), words[number] ?? '', words.slice(number + 1).join(' ')];
}

/** The first line that has something on it, if it names columns. */
function headingIn(lines: readonly string[]): Heading | null {
	const index = lines.findIndex((line) => line.trim() !== '');
	const columns = cellsOf(lines[index] ?? '').map((cell) => columnOf(cell));
	const names = columns.includes('name') && columns.some((one) => one !== null && one !== 'name');
	return names ? { index, columns } : null;
}

function columnOf(cell: string): Column | null {
	if (HEADINGS.name.test(cell)) return 'name';
	if (HEADINGS.staffNumber.test(cell)) return 'staffNumber';
	return HEADINGS.department.test(cell) ? 'department' : null;
}

function byHeading(cells: readonly string[], columns: Columns): Omit<PastedRow, 'line'> {
	const cell = (column: Column): string => cells[columns.indexOf(column)] ?? '';
	return { name: cell('name'), staffNumber: cell('staffNumber'), department: cell('department') };
}

/** Name first; what has a digit is the number, also where it stands one column further on. */
function byLook([name = '', ...rest]: readonly string[]): Omit<PastedRow, 'line'> {
	const [second = '', third = ''] = rest;
	const isShifted = !HAS_DIGIT.test(second) && HAS_DIGIT.test(third);
	return isShifted
		? { name, staffNumber: third, department: second }
		: { name, staffNumber: second, department: third };
}
