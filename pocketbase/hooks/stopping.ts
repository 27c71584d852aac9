import { logStop } from './logger';

const KEY = 'muster:in-flight';
/** Added to the number of requests in flight once the server is to end: one value, changed at once. */
const STOPPING = 1_000_000;
/** PocketBase gives what is left one more second, and the launcher ends it after ten. */
const DRAIN_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** From now on requests may come: what ends without that is a command, which says nothing of its end. */
export function expectRequests(app: core.App): void {
	change(app, () => 0);
}

/** Counts a request in whose body has come; false when the server is about to end and takes no more. */
export function enter(app: core.App): boolean {
	return change(app, (count) => (count < STOPPING ? count + 1 : count)) < STOPPING;
}

/** True once the server is to end: what still waits for its turn to write gives it up. */
export function isStopping(app: core.App): boolean {
	return countOf(app) >= STOPPING;
}

/** Counts out what `enter` has counted in. */
export function leave(app: core.App): void {
	change(app, (count) => count - 1);
}

/**
 * Before PocketBase closes anything: what is being written is finished and answered, what waits for
 * its turn or comes now is told to come back. PocketBase waits for one second and then cuts off, and
 * the pushes of a busy morning, one after another, take longer.
 */
export function drain(e: core.TerminateEvent): void {
	const hasServed = e.app.store().has(KEY);
	const untilMs = Date.now() + DRAIN_MS;
	const underWay = change(e.app, (before) => before + STOPPING) - STOPPING;
	let left = underWay;
	while (left > 0 && Date.now() < untilMs) {
		sleep(LOOK_EVERY_MS);
		left = countOf(e.app) - STOPPING;
	}
	if (hasServed) logStop({ underWay, left });
	e.next();
}

function countOf(app: core.App): number {
	const count: unknown = app.store().get(KEY);
	return typeof count === 'number' ? count : 0;
}

/** @returns the value after the change */
function change(app: core.App, to: (count: number) => number): number {
	let next = 0;
	app.store().setFunc(KEY, (old: unknown) => {
		next = to(typeof old === 'number' ? old : 0);
		return next;
	});
	return next;
}
