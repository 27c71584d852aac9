import { isValidMark } from '../../src/lib/domain/mark';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { isLeadOf } from '../../src/lib/domain/rules/rights';
import { unheardWords } from '../../src/lib/domain/rules/unheard';
import { reportedFields } from './oracle-commands';
import { asPlain } from './oracle-rights';
import { sameJson } from './plain';
import { hold } from './violation';
import type { World } from './world';

const PROPERTY = 'what was said before leaving reaches the lead';

/**
 * What was refused because its author had lost the right to say it is there for those who lead: as
 * it was said, in one word on each of their screens, until somebody has answered it.
 *
 * @throws Violation where it is not
 */
export function checkUnheard(world: World): void {
	const { store } = world;
	const rows = new Map(store.all('unheard_reports').map((row) => [row.op, row]));
	for (const line of store.log) {
		const row = rows.get(line.op.id);
		if (mustBeKept(world, line))
			hold(
				PROPERTY,
				row !== undefined && sameJson(row.said, reportedFields(asPlain(line.op.args))),
				() => {
					return `${line.op.name} ${line.op.id} was refused as ${String(line.result.code)}, and what is kept of it is ${JSON.stringify(row)}`;
				}
			);
		if (!row) continue;
		const { person, n, task, note, occurredAt, receivedAt } = row;
		const is = { person, n, target: `tasks/${task}`, note, occurredAt, receivedAt };
		const { op, target } = line;
		const was = { person: line.person, n: op.n, target, note: asPlain(op.args)['note'] ?? '' };
		hold(PROPERTY, line.result.passedOn === true, () => `${op.id} is kept, and nobody was told`);
		hold(
			PROPERTY,
			sameJson(is, { ...was, occurredAt: line.occurredAt, receivedAt: line.receivedAt }),
			() => {
				return `${op.id} is kept as ${JSON.stringify(row)}`;
			}
		);
	}
	const known = new Set<string>(store.log.map(({ op }) => op.id));
	for (const op of rows.keys())
		hold(PROPERTY, known.has(op), () => `${op} is kept, and not in the log`);
	checkScreens(world);
}

/** A report whose author may no longer make it, or might not have ever since the server was restored. */
function mustBeKept({ store, restores }: World, { op, result }: OpLine): boolean {
	if (op.name !== 'task.report' || result.outcome !== 'refused') return false;
	if (op.was && restores.passedOn.has(op.id)) return true;
	const isLost = [op.made, op.was?.mark].some(
		(mark) => mark && !isValidMark(mark, store.timeline(), store.head())
	);
	return result.code === 'left_project' || (result.code === 'forbidden' && isLost);
}

function checkScreens({ devices, store }: World): void {
	for (const device of devices)
		for (const { engine } of device.isIn ? device.programs : [])
			for (const { op, state, project } of store.all('unheard_reports')) {
				if (!isLeadOf(store, project, device.person)) continue;
				const words = unheardWords(engine.view, project).filter(({ reports }) =>
					reports.some((report) => report.op === op)
				);
				hold(PROPERTY, words.length === (state === 'open' ? 1 : 0), () => {
					return `${op} is ${state}, and device ${device.index} shows it ${words.length} times`;
				});
			}
}
