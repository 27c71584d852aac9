import { expect, test } from 'vitest';
import { deriveRowId, type DeviceId } from '$lib/domain/ids';
import type { KnownDevice } from '$lib/domain/protocol/account';
import type { Asked, ServerDesk } from '$lib/features/session';
import { Devices } from './devices.svelte';

const [OWN, OLD, LOST] = ['own', 'old', 'lost'].map((name) => deriveRowId<DeviceId>(name)) as [
	DeviceId,
	DeviceId,
	DeviceId
];
const known = (device: DeviceId, lastSeenAt: number, revoked = false): KnownDevice => ({
	...{ device, lastSeenAt, revoked },
	label: 'Android'
});

class Desk implements Pick<ServerDesk, 'fetchDevices' | 'revokeDevice'> {
	reachable = true;
	readonly revoked: DeviceId[] = [];

	fetchDevices(): Promise<Asked<readonly KnownDevice[]>> {
		const answer = [known(LOST, 5), known(OWN, 1), known(OLD, 9), known(OLD, 3, true)];
		return Promise.resolve(this.reachable ? { kind: 'ok', answer } : { kind: 'unreachable' });
	}
	revokeDevice(device: DeviceId): Promise<Asked<null>> {
		if (!this.reachable) return Promise.resolve({ kind: 'unreachable' });
		this.revoked.push(device);
		return Promise.resolve({ kind: 'ok', answer: null });
	}
}

test('this device stands first, then whichever was seen last, without revoked ones', async () => {
	const devices = new Devices(new Desk(), OWN);
	expect(devices.stage).toBe('loading');
	await devices.load();
	expect(devices.stage).toBe('ready');
	expect(devices.list.map(({ device }) => device)).toEqual([OWN, OLD, LOST]);
});

test('a device that is removed leaves the list', async () => {
	const desk = new Desk();
	const devices = new Devices(desk, OWN);
	await devices.load();
	await devices.remove(LOST);
	expect(desk.revoked).toEqual([LOST]);
	expect(devices.hasRemoved).toBe(true);
	expect(devices.list.map(({ device }) => device)).toEqual([OWN, OLD]);
});

test('without network it says so, and nothing leaves the list', async () => {
	const desk = new Desk();
	const devices = new Devices(desk, OWN);
	await devices.load();
	desk.reachable = false;
	await devices.remove(LOST);
	expect(devices.notRemoved).toBe(true);
	expect(devices.hasRemoved).toBe(false);
	expect(devices.list).toHaveLength(3);
	await devices.load();
	expect(devices.stage).toBe('unreachable');
});
