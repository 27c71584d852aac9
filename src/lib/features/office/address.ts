import { goto } from '$app/navigation';
import { resolve } from '$app/paths';

type Section = 'people' | 'departments' | 'projects' | 'invitations' | 'places' | 'calendar';

/** An address of the office, resolved; one route has them all, as each costs the first screen some bytes. */
export function officeAddress(section?: Section, item?: string): string {
	return resolve('/admin/[[section]]/[[item]]', {
		...(section === undefined ? {} : { section }),
		...(item === undefined ? {} : { item })
	});
}

/** @param address resolved */
export function goTo(address: string): void {
	// eslint-disable-next-line svelte/no-navigation-without-resolve -- the caller has resolved it
	void goto(address);
}
