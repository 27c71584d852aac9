/** A table in Markdown; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
	const [head = [], ...body] = rows;
	const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}
