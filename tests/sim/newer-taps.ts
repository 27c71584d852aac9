import type { Task } from '../../src/lib/domain/entities';
import { makeUlid, type Ulid } from '../../src/lib/domain/ids';
import { markAt, type Mark } from '../../src/lib/domain/mark';
import type { Op } from '../../src/lib/domain/protocol/wire';
import { reportFieldsOf } from '../../src/lib/domain/commands/report';
import { commandOf } from '../../src/lib/domain/registry';
import type { OutboxMeta } from '../../src/lib/sync/ports';
import { newEntry } from '../../src/lib/sync/queue';
import type { Program } from './device';
import type { Chance } from './random';
import { KNOWN_NAME, NEWER_NAME } from './newer';
import { SimOutbox } from './storage';
import type { Taps } from './taps';

const REPORT_FIELDS = ['status', 'percent', 'cause', 'expectedDay'];

/** A tap in a newer app, whose place this one has taken since: it is in the queue, and never on this screen. */
export function tapNewer(
	program: Program,
	{ a, b }: { readonly a: number; readonly b: number },
	world: {
		readonly taps: Taps;
		readonly chance: Chance;
		readonly scheduler: { readonly nowMs: number };
	}
): void {
	const { device, engine } = program;
	const tasks = [...engine.view.all('tasks')].sort((x, y) => (x.id < y.id ? -1 : 1));
	const task = tasks[a % Math.max(1, tasks.length)];
	if (!program.started || !task) return;
	const id = makeUlid(world.scheduler.nowMs, world.chance.next);
	const stored = new SimOutbox(device.outbox, program).append((meta) =>
		newEntry(newerOp(program, meta, id, task, b), `tasks/${task.id}`)
	);
	world.taps.accept(
		program,
		{ id, name: NEWER_NAME, kind: 'tasks', row: task.id, touches: REPORT_FIELDS },
		stored
	);
	void stored.then(
		() => {
			for (const other of device.programs) other.hear({ type: 'outbox' });
		},
		() => undefined
	);
}

function newerOp(program: Program, meta: OutboxMeta, id: Ulid, task: Task, b: number): Op {
	const { world, skewMs } = program.device;
	const { seen: made, offsetMs } = meta;
	return {
		id,
		n: meta.nextN,
		...(b % 2 === 0
			? { name: NEWER_NAME, v: 1 }
			: { name: KNOWN_NAME, v: commandOf(KNOWN_NAME).version + 1 }),
		args: { task: task.id, status: 'done', before: reportFieldsOf(task) },
		clientAt: world.scheduler.nowMs + skewMs,
		offsetMs,
		made,
		base: baseOf(program, meta, task)
	};
}

/** Where the row stands on the phone; it has seen nothing that counts while its rows are of a lost timeline. */
function baseOf(
	{ device }: Program,
	{ replicaStale, timeline }: OutboxMeta,
	task: Task
): Mark | null {
	const copies = [...device.replica.held.rows.values()].filter(({ id }) => id === task.id);
	if (replicaStale || copies.length === 0) return null;
	return markAt(timeline, Math.max(...copies.map(({ seq }) => seq)));
}
