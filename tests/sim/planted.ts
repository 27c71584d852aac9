import type { OutboxChange, OutboxState, Ports } from '../../src/lib/sync/ports';
import type { MemoryServer } from './memory-server';
import type { Property } from './violation';
import type { Bug } from './world';

export type Planted = Bug & {
	/** what is wrong, as a sentence */
	readonly name: string;
	/** a seed whose plan finds it */
	readonly seed: number;
	/** what that plan finds broken */
	readonly breaks: Property;
};

export const serverOf =
	(Kind: typeof MemoryServer): NonNullable<Bug['server']> =>
	(store, random, pageRows) =>
		new Kind(store, random, pageRows);

export const withPush = (ports: Ports, push: Ports['transport']['push']): Ports => ({
	...ports,
	transport: { pull: (request) => ports.transport.pull(request), push }
});
export const withReplica = (ports: Ports, apply: Ports['replica']['apply']): Ports => {
	const { replica } = ports;
	return { ...ports, replica: { read: () => replica.read(), clear: () => replica.clear(), apply } };
};
export const withUpdate = (
	ports: Ports,
	alter: (change: OutboxChange, state: OutboxState) => OutboxChange
): Ports => {
	const { outbox } = ports;
	return {
		...ports,
		outbox: {
			read: () => outbox.read(),
			append: (make) => outbox.append(make),
			update: (change) => outbox.update((state) => alter(change(state), state))
		}
	};
};
