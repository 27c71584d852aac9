import { SessionKeeper } from '../../src/lib/app/session';
import type { Ports } from '../../src/lib/sync/ports';
import type { Running } from './phone-ports';
import type { Planted } from './planted';
import { Seat, SharedPhone } from './shared-phone';
import { SimOutbox } from './storage';

/** One queue for the phone, whoever is signed in. */
function sharesOutbox(ports: Ports, running: Running): Ports {
	const { device } = running;
	const [host] = device instanceof Seat ? (device.phone?.seats ?? []) : [];
	return host ? { ...ports, outbox: new SimOutbox(host.outbox, running) } : ports;
}

/** Signing out tidies up. */
function patchSignOut(): () => void {
	// eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
	const { signOut } = SessionKeeper.prototype;
	SessionKeeper.prototype.signOut = async function (this: SessionKeeper, ...asked) {
		await this.running?.outbox.update(({ entries }) => ({
			remove: entries.map(({ op }) => op.id)
		}));
		return await signOut.apply(this, asked);
	};
	return () => {
		SessionKeeper.prototype.signOut = signOut;
	};
}

function patchForgetReplica(): () => void {
	// eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
	const { forgetReplica } = SharedPhone.prototype;
	SharedPhone.prototype.forgetReplica = () => Promise.resolve();
	return () => {
		SharedPhone.prototype.forgetReplica = forgetReplica;
	};
}

/** Defects where two people use one phone. */
export const SESSION_BUGS: readonly Planted[] = [
	{
		name: 'a phone has one queue, whoever is signed in',
		seed: 2,
		breaks: 'nobody has another’s queue',
		wrapPorts: sharesOutbox
	},
	{
		name: 'signing out empties the queue',
		seed: 6,
		breaks: 'nothing lost',
		patch: patchSignOut
	},
	{
		name: 'rows stay on the phone when their person signs out',
		seed: 2,
		breaks: 'no row out of scope stays on the phone',
		patch: patchForgetReplica
	}
];
