/** The named checks; each is a promise that Muster makes. */
export const PROPERTIES = [
	'nothing lost',
	'one effect',
	'rows are the replay of the log',
	'order per device and target',
	'time runs forward per device and target',
	'quiet comes',
	'replicas equal the server',
	'nothing but the replica shows after quiet',
	'cursors and marks move forward',
	'no flicker',
	'every disagreement has its card',
	'every refusal is shown',
	'no op is sent by another',
	'a base is what the screen had shown',
	'a restore changes nothing',
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
