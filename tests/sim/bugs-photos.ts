import type { FileStore, FileTransport } from '../../src/lib/sync/files';
import type { OutboxEntry } from '../../src/lib/sync/ports';
import { SimPhotos, type PhotoDisk } from './photo-disk';
import type { PhotoPorts } from './program-photos';
import type { Planted } from './planted';
import { asPlain } from './oracle-rights';
import { Seat } from './shared-phone';

const withSend = (ports: PhotoPorts, send: FileTransport['send']): PhotoPorts => ({
	...ports,
	transport: { send }
});

const withChange = (ports: PhotoPorts, change: FileStore['change']): PhotoPorts => {
	const { store } = ports;
	return {
		...ports,
		store: { list: () => store.list(), remove: (keys) => store.remove(keys), change }
	};
};

const withOps = (
	ports: PhotoPorts,
	alter: (entries: readonly OutboxEntry[]) => readonly OutboxEntry[]
): PhotoPorts => ({ ...ports, readOps: async () => alter(await ports.readOps()) });

function withoutFile(entry: OutboxEntry): OutboxEntry {
	return { ...entry, op: { ...entry.op, args: { ...asPlain(entry.op.args), file: undefined } } };
}

/** The photos of the other one on the phone. */
function othersOf(device: unknown): PhotoDisk | undefined {
	if (!(device instanceof Seat)) return undefined;
	return device.phone?.seats.find((seat) => seat !== device)?.photos;
}

/** Defects on the way of photos. */
export const PHOTO_BUGS: readonly Planted[] = [
	{
		name: 'a photo leaves the phone when it is sent, not when it is answered',
		seed: 21,
		breaks: 'no photo is lost',
		wrapPhotos: (ports) =>
			withSend(ports, async (file, ...rest) => {
				await ports.store.remove([file.key]);
				return await ports.transport.send(file, ...rest);
			})
	},
	{
		name: 'a photo that is refused is dropped without a word',
		seed: 20,
		breaks: 'no photo is lost',
		wrapPhotos: (ports) =>
			withChange(ports, async (key, change) => {
				const states: (string | undefined)[] = [];
				await ports.store.change(key, (file) => {
					const set = change(file);
					states.push(set?.state);
					return set;
				});
				if (states.includes('refused')) await ports.store.remove([key]);
			})
	},
	{
		name: 'a photo does not learn from the queue that it was given',
		seed: 852,
		breaks: 'a photo is there once',
		wrapPhotos: (ports) => withOps(ports, (entries) => entries.map(withoutFile))
	},
	{
		name: 'a photo does not look whether anything was tapped',
		seed: 21,
		breaks: 'a status never waits for a photo',
		wrapPhotos: (ports) =>
			withOps(ports, (entries) => entries.filter(({ result }) => result !== null))
	},
	{
		name: 'photos are the phone’s, whoever is signed in',
		seed: 264,
		breaks: 'nobody has another’s photo',
		wrapPhotos: (ports, running) => {
			const disk = othersOf(running.device);
			return disk ? { ...ports, store: new SimPhotos(disk, running) } : ports;
		}
	},
	{
		name: 'a photo that met no answer is waited for for ever',
		seed: 62,
		breaks: 'quiet comes',
		wrapPhotos: (ports) =>
			withSend(ports, async (...asked) => {
				const sent = await ports.transport.send(...asked);
				return sent.kind === 'unreachable' ? await new Promise(() => undefined) : sent;
			})
	}
];
