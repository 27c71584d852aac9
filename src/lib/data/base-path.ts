/** Put there by vite; nobody else, tests above all, knows it. */
declare const __BASE_PATH__: string | undefined;

/** Where this build lives on its origin: '' at the root, else as in `/muster`. */
export const BASE_PATH = typeof __BASE_PATH__ === 'string' ? __BASE_PATH__ : '';

/** A name that no other Muster on this origin has: they would read and send each other's queues. */
export function ownName(name: string): string {
	return name + BASE_PATH;
}

/** The path below Muster's own address, with its query. */
export function ownPath({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string {
	return pathname.slice(BASE_PATH.length) + search;
}
