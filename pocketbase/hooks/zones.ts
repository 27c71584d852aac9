import type { Zones } from '$lib/domain/time';

/** PocketBase's own time zones: the VM has no Intl, and an unknown zone silently means UTC. */
export const zones: Zones = {
	offsetMs(timeZone, atMs) {
		const utc = new Date(atMs).toISOString().replace('T', ' ');
		const local = new DateTime(utc).time().in(new Timezone(timeZone));
		const [year, month, day] = [local.year(), Number(local.month()), local.day()];
		const wall = Date.UTC(year, month - 1, day, local.hour(), local.minute(), local.second());
		return wall - Math.floor(atMs / 1000) * 1000;
	}
};
