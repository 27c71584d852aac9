import { KINDS } from '../../src/lib/domain/entities';
import type { Rev, Revs } from '../../src/lib/domain/entity';
import { isValidMark } from '../../src/lib/domain/mark';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { Oracle, plainRows, type Stamp, type Verdict } from './oracle';
import { replayCommand } from './oracle-commands';
import { sameJson } from './plain';
import type { Taps } from './taps';
import { hold } from './violation';
import type { World } from './world';

/** @throws Violation where verdicts or rows are not what the naive oracle says of the log */
export function checkReplay(world: World): void {
	const property = 'rows are the replay of the log';
	const oracle = new Oracle(world.start);
	oracle.onJudged = (line, field, last, unseen) =>
		checkBase(world.taps, oracle, line, field, last, unseen);
	for (const [index, line] of world.store.log.entries()) {
		oracle.takeEdits(world.start.edits, index);
		hold(property, oracle.get('people', line.person)?.['active'] === true, () => {
			return `${line.op.name} ${line.op.id} was taken from somebody without access`;
		});
		const verdict = oracle.replay(line, replayCommand);
		const told = comparable(line.result);
		const meant = comparable(verdict);
		hold(property, sameJson(told, meant), () => {
			return `${line.op.name} ${line.op.id}: ${JSON.stringify(told)}, should be ${JSON.stringify(meant)}`;
		});
		const { mark } = line.result;
		const isPlaced = isValidMark(mark, world.store.timeline(), world.store.head());
		hold(property, isPlaced && mark.seq === oracle.seq, () => {
			return `${line.op.name} ${line.op.id} has mark ${JSON.stringify(mark)}, should have ${oracle.seq}`;
		});
		hold(property, line.occurredAt === oracle.occurredAt, () => {
			return `${line.op.name} ${line.op.id} happened at ${line.occurredAt}, should have at ${oracle.occurredAt}`;
		});
	}
	oracle.takeEdits(world.start.edits, world.store.log.length);
	compareRows(world, oracle);
}

function comparable({ outcome, code, passedOn, set, by, at }: Verdict): unknown {
	return { outcome, code, passedOn, set: [...(set ?? [])].sort(), by, at };
}

function compareRows(world: World, oracle: Oracle): void {
	const property = 'rows are the replay of the log';
	const rows = plainRows(world.store, KINDS);
	hold(
		property,
		rows.length === oracle.rows.size,
		() => `${rows.length} rows, not ${oracle.rows.size}`
	);
	for (const [kind, row] of rows) {
		const id = String(row['id']);
		const meant = oracle.get(kind, id);
		hold(property, sameJson(row, meant), () => {
			return `${kind}/${id} is ${JSON.stringify(row)}, should be ${JSON.stringify(meant)}`;
		});
		const revs: Revs = world.store.get(kind, id)?.revs ?? {};
		for (const field of Object.keys({ ...row, ...revs })) {
			const stamp = oracle.stamps.get(`${kind}/${id}/${field}`);
			const told = stampOf(revs[field]);
			hold(property, sameJson(told, stamp), () => {
				return `${kind}/${id}/${field} was last changed by ${JSON.stringify(told)}, should be ${JSON.stringify(stamp)}`;
			});
		}
	}
}

function stampOf(rev: Rev | undefined): Stamp | undefined {
	if (!rev) return undefined;
	const { op, person, device, n, seq, at, receivedAt } = rev;
	return { op, person, device, n, seq, at, receivedAt };
}

/** The base of an op speaks for what its author's screen had shown, field by field. */
function checkBase(
	taps: Taps,
	oracle: Oracle,
	line: OpLine,
	field: string,
	last: string,
	unseen: boolean
): void {
	const name = field.split('/')[2] ?? '';
	const shown = taps.byId.get(line.op.id)?.shown.get(name);
	if (shown === undefined) return;
	const history = oracle.history.get(field) ?? [];
	const shownAt = shown === null ? -1 : history.indexOf(shown);
	const reallyUnseen = history.indexOf(last) > shownAt;
	hold('a base is what the screen had shown', reallyUnseen === unseen, () => {
		return `${line.op.name} ${line.op.id} on ${field}: the screen showed ${String(shown)}, the last change was ${last}, the base says ${unseen ? 'unseen' : 'seen'}`;
	});
}
