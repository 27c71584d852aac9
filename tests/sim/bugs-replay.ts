import type { Actor } from '../../src/lib/domain/command';
import { issueRaise } from '../../src/lib/domain/commands/raise-issue';
import { taskReport } from '../../src/lib/domain/commands/report';
import type { PersonId } from '../../src/lib/domain/ids';
import type { Tx } from '../../src/lib/domain/tx';
import { MemoryServer } from './memory-server';
import { serverOf, type Planted } from './planted';

/** What a task's reports do, by way of a transaction that leaves something out. */
function reportsThrough(lossy: (tx: Tx, call: { readonly again?: boolean }) => Tx): () => void {
	const { apply } = taskReport;
	const replaced: typeof apply = (tx, call, args) => apply(lossy(tx, call), call, args);
	Object.assign(taskReport, { apply: replaced });
	return () => Object.assign(taskReport, { apply });
}

/** As `reportsThrough`, of problems that are told. */
function raisesThrough(lossy: (tx: Tx) => Tx): () => void {
	const { apply } = issueRaise;
	const replaced: typeof apply = (tx, call, args) => apply(lossy(tx), call, args);
	Object.assign(issueRaise, { apply: replaced });
	return () => Object.assign(issueRaise, { apply });
}

const forwarded = (tx: Tx): Tx => ({
	get: (...asked) => tx.get(...asked),
	list: (...asked) => tx.list(...asked),
	all: (...asked) => tx.all(...asked),
	insert: (...asked) => tx.insert(...asked),
	update: (...asked) => tx.update(...asked),
	revert: (...asked) => tx.revert(...asked),
	isAfter: (...asked) => tx.isAfter(...asked)
});

/** No line in the task's history. */
const withoutEvents = (tx: Tx): Tx => ({
	...forwarded(tx),
	insert: (kind, row) => {
		if (kind !== 'status_events') tx.insert(kind, row);
	}
});

/** Nothing new on the issue list. */
const withoutNewIssues = (tx: Tx): Tx => ({
	...forwarded(tx),
	insert: (kind, row) => {
		if (kind !== 'issues') tx.insert(kind, row);
	}
});

/** The list is not looked at first. */
const withoutKnownIssues = (tx: Tx): Tx => ({
	...forwarded(tx),
	list: (kind, column, value) => (kind === 'issues' ? [] : tx.list(kind, column, value))
});

/** Who was deactivated is served as ever. */
class ServesAnybody extends MemoryServer {
	override actor(person: PersonId): Actor | null {
		return this.store.get('people', person) ?? null;
	}
}

/** Defects that a replay shows where the server was set back, or somebody has lost access. */
export const REPLAY_BUGS: readonly Planted[] = [
	{
		name: 'what is sent again leaves no line in the history',
		seed: 7,
		breaks: 'rows are the replay of the log',
		patch: () => reportsThrough((tx, { again }) => (again ? withoutEvents(tx) : tx))
	},
	{
		name: 'a task that is said to be late is not put on the issue list',
		seed: 2,
		breaks: 'a late task is on the list once',
		patch: () => reportsThrough(withoutNewIssues)
	},
	{
		name: 'a problem with a late task is another one on the list',
		seed: 54,
		breaks: 'rows are the replay of the log',
		patch: () => raisesThrough(withoutKnownIssues)
	},
	{
		name: 'what somebody without access says is taken',
		seed: 9,
		breaks: 'rows are the replay of the log',
		server: serverOf(ServesAnybody)
	}
];
