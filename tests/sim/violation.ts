/** The named checks; each is a promise that Muster makes. */
export const PROPERTIES = [
	'nothing lost',
	'the outbox survives',
	'one effect',
	'rows are the replay of the log',
	'order per device and target',
	'time runs forward per device and target',
	'quiet comes',
	'queues empty',
	'what is not sent is listed',
	'no row out of scope stays on the phone',
	'replicas equal the server',
	'nothing but the replica shows after quiet',
	'cursors and marks move forward',
	'no flicker',
	'every disagreement has its card',
	'every refusal is shown',
	'what was said before leaving reaches the lead',
	'a late task is on the list once',
	'no op is sent by another',
	'nobody has another’s queue',
	'a base is what the screen had shown',
	'a restore changes nothing',
	'a newer word waits for its server',
	'what is over leaves the phone',
	'news comes by itself',
	'a page out of sight does not ask',
	'no photo is lost',
	'a photo is there once',
	'a status never waits for a photo',
	'nobody has another’s photo',
	'nothing throws'
] as const;
export type Property = (typeof PROPERTIES)[number];

export class Violation extends Error {
	readonly property: Property;

	constructor(property: Property, what: string) {
		super(`${property}: ${what}`);
		this.property = property;
	}
}

/** @throws Violation where it does not hold */
export function hold(property: Property, holds: boolean, what: () => string): void {
	if (!holds) throw new Violation(property, what());
}
