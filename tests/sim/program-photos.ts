import type { CommandName } from '../../src/lib/domain/registry';
import type { Dispatched, Engine } from '../../src/lib/sync/engine';
import { drainFiles } from '../../src/lib/sync/file-drain';
import { FileGiving } from '../../src/lib/sync/file-giving';
import { FileLane, type FileLanePorts } from '../../src/lib/sync/file-lane';
import type { Channel, Clock, Locks, Random, Timers } from '../../src/lib/sync/ports';
import { SimPhotos, type PhotoDisk } from './photo-disk';
import { SimPhotoTransport, type PhotoWorld } from './photo-network';
import type { Running } from './phone-ports';
import { SimOutbox } from './storage';

/** What stands between the lane and a phone. */
export type PhotoPorts = Omit<FileLanePorts, 'rowOf' | 'changed' | 'moved'>;

type Around = {
	readonly world: PhotoWorld & {
		readonly wrapPhotos: (ports: PhotoPorts, running: Running) => PhotoPorts;
	};
	readonly disk: PhotoDisk;
	readonly clock: Clock;
	readonly timers: Timers;
	readonly random: Random;
	readonly locks: Locks;
	readonly channel: Channel;
};

function portsOf(
	running: Running,
	{ world, disk, clock, timers, random, locks, channel }: Around
): PhotoPorts {
	const { device, isWorker } = running;
	const outbox = new SimOutbox(device.outbox, running);
	const ports: PhotoPorts = {
		...{ clock, timers, random, locks, channel, store: new SimPhotos(disk, running) },
		transport: new SimPhotoTransport(world, device, running, !isWorker),
		readOps: async () => (await outbox.read()).entries
	};
	return world.wrapPhotos(ports, running);
}

/** The photos of a tab, as the app composes them. */
export class ProgramPhotos {
	readonly store: SimPhotos;
	readonly giving: FileGiving;
	/** what is given is noted, as every other tap */
	given: (name: CommandName, args: unknown, dispatched: Dispatched) => void = () => undefined;
	readonly #lane: FileLane;

	constructor(running: Running, engine: Engine, around: Around) {
		const ports = portsOf(running, around);
		const { store, readOps } = ports;
		const dispatch: Engine['dispatch'] = (name, args) => {
			const dispatched = engine.dispatch(name, args);
			this.given(name, args, dispatched);
			return dispatched;
		};
		this.giving = new FileGiving({ store, dispatch, readOps });
		this.store = new SimPhotos(around.disk, running);
		this.#lane = new FileLane({
			...ports,
			rowOf: (id) => engine.view.get('attachments', id),
			...{ changed: () => undefined, moved: () => undefined }
		});
		engine.subscribe(() => void this.#lane.heed());
	}

	wake(): void {
		this.#lane.wake();
	}
}

/** The worker's part, behind its ops. */
export async function drainPhotos(running: Running, around: Around): Promise<void> {
	await drainFiles(portsOf(running, around)).catch(() => false);
}
