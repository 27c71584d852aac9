import type { ReportFields, UnheardReport } from '../entities';
import type { Ms, PersonId, ProjectId, TaskId } from '../ids';
import type { View } from '../tx';

/** What one person said of one task and nobody heard; several taps make one word. */
export type UnheardWord = {
	readonly task: TaskId;
	readonly person: PersonId;
	/** what it is made of, oldest first */
	readonly reports: readonly UnheardReport[];
	/** all that they say together */
	readonly said: Partial<ReportFields>;
	/** '' for none */
	readonly note: string;
	/** when the last of it happened, and came */
	readonly occurredAt: Ms;
	readonly receivedAt: Ms;
};

/** The words in a project that nobody has answered, oldest first. */
export function unheardWords(view: View, project: ProjectId): UnheardWord[] {
	const words = new Map<string, UnheardReport[]>();
	for (const report of view.list('unheard_reports', 'project', project)) {
		if (report.state !== 'open') continue;
		const key = `${report.task} ${report.person}`;
		words.set(key, [...(words.get(key) ?? []), report]);
	}
	return [...words.values()].flatMap(wordOf).sort((a, b) => a.occurredAt - b.occurredAt);
}

/** What one person has reported of one task, as one word; none of no reports. */
export function wordOf(given: readonly UnheardReport[]): UnheardWord[] {
	const reports = [...given].sort(bySaying);
	const last = reports.at(-1);
	if (!last) return [];
	const { task, person, occurredAt, receivedAt } = last;
	const said = saidIn(reports);
	return [{ task, person, reports, said, note: noteOf(reports), occurredAt, receivedAt }];
}

/** What reports say one after another; the later one counts. */
export function saidIn(reports: readonly UnheardReport[]): Partial<ReportFields> {
	return reports.reduce<Partial<ReportFields>>((said, report) => ({ ...said, ...report.said }), {});
}

/** What was written with them. */
export function noteOf(reports: readonly UnheardReport[]): string {
	return reports.flatMap(({ note }) => (note === '' ? [] : [note])).join('\n');
}

/** In the order in which they were said: `n` tells two of one device apart that happened together. */
function bySaying(a: UnheardReport, b: UnheardReport): number {
	return a.occurredAt - b.occurredAt || a.n - b.n;
}
