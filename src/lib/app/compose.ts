import { TabChannel } from '$lib/data/broadcast-channel';
import { systemClock } from '$lib/data/clock';
import { IdbOutbox } from '$lib/data/idb-outbox';
import { IdbReplica } from '$lib/data/idb-replica';
import { cryptoRandom } from '$lib/data/random';
import { RoomMakingOutbox } from '$lib/data/room-making-outbox';
import { systemTimers } from '$lib/data/timers';
import { locksOf } from '$lib/data/web-locks';
import type { DeviceId } from '$lib/domain/ids';
import type { StoredSession } from '$lib/domain/protocol/account';
import { createEngine } from '$lib/sync/create';
import { LatePokes, lateTransport } from './late-network';
import { ObservedOutbox } from './observed-outbox';
import type { Running } from './session';
import { onWakeUps } from './wake-ups';

const clock = systemClock;
const timers = systemTimers;
const random = cryptoRandom;
const isVisible = (): boolean => document.visibilityState === 'visible';

/** One person's engine over this browser's storage and network. */
export function composeEngine(session: StoredSession, device: DeviceId): Running {
	const person = session.personId;
	let { token } = session;
	const currentToken = (): Promise<string> => Promise.resolve(token);
	const stored = new IdbOutbox(person, device);
	const replica = new IdbReplica(person);
	const outbox = new ObservedOutbox(new RoomMakingOutbox(stored, () => replica.clear()));
	const channel = new TabChannel(person);
	const pokes = new LatePokes(currentToken);
	const transport = lateTransport({
		token: currentToken,
		credential: async () => (await outbox.read()).meta.credential || null
	});
	const locks = locksOf(person, clock, timers);
	const engine = createEngine(
		{ clock, random, timers, transport, outbox, replica, locks, channel, pokes, isVisible },
		{ person }
	);
	let stopWaking = (): void => undefined;
	return {
		person,
		device,
		engine,
		outbox,
		serverNowMs: () => clock.nowMs() + outbox.offsetMs,
		token: () => token,
		renew(fresh) {
			({ token } = fresh);
			pokes.reconnect();
			engine.wake();
		},
		async start() {
			await engine.start();
			stopWaking = onWakeUps((connectionChanged) => {
				if (connectionChanged) pokes.reconnect();
				engine.wake();
			});
		},
		async stop() {
			stopWaking();
			engine.stop();
			channel.close();
			await Promise.all([stored.close(), replica.close()]);
		}
	};
}
