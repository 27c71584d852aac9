import { TabChannel } from '$lib/data/broadcast-channel';
import { systemClock } from '$lib/data/clock';
import { cryptoRandom } from '$lib/data/random';
import { systemTimers } from '$lib/data/timers';
import { locksOf } from '$lib/data/web-locks';
import type { Keeping } from '$lib/data/wipe-proof-outbox';
import type { DeviceId } from '$lib/domain/ids';
import type { StoredSession } from '$lib/domain/protocol/account';
import { spacesToOpen } from '$lib/domain/rules/rights';
import { createEngine } from '$lib/sync/create';
import { LatePokes, lateTransport } from './late-network';
import type { Running } from './session';
import { openStorage } from './storage';
import { onWakeUps } from './wake-ups';

const clock = systemClock;
const timers = systemTimers;
const random = cryptoRandom;
const isVisible = (): boolean => document.visibilityState === 'visible';

/**
 * One person's engine over this browser's storage and network.
 *
 * @param kept called whenever the queue has come to be kept in another way
 */
export function composeEngine(
	session: StoredSession,
	device: DeviceId,
	kept: (keeping: Keeping) => void = () => undefined
): Running {
	const person = session.personId;
	let { token } = session;
	const currentToken = (): Promise<string> => Promise.resolve(token);
	const storage = openStorage(person, device, kept);
	const { outbox, replica } = storage;
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
	const stops: (() => void)[] = [];
	const openReadable = (): void => {
		const me = engine.view.get('people', person);
		if (me) engine.open(spacesToOpen(engine.view, me));
	};
	return {
		person,
		device,
		engine,
		outbox,
		locks,
		serverNowMs: () => clock.nowMs() + outbox.offsetMs,
		token: () => token,
		renew(fresh) {
			({ token } = fresh);
			pokes.reconnect();
			engine.wake();
		},
		async start() {
			await engine.start();
			void storage.endure().catch(() => undefined);
			openReadable();
			stops.push(
				engine.subscribe(openReadable),
				onWakeUps((connectionChanged) => {
					if (connectionChanged) pokes.reconnect();
					engine.wake();
				})
			);
		},
		async stop() {
			for (const stop of stops.splice(0)) stop();
			engine.stop();
			channel.close();
			await storage.close();
		}
	};
}
