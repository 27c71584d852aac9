import { randomInt } from 'node:crypto';
import { mustBeFree } from '../../pocketbase/serve/server';

/**
 * Below what systems give to outgoing connections (Linux from 32768, others from 49152): a server
 * that is started again on its port would else find a client of another test there.
 */
const FIRST = 20_000;
const END = 32_768;
const TRIES = 20;

/** A port of this machine that nothing listened on just now. */
export async function freePort(): Promise<number> {
	for (let tries = 1; ; tries++) {
		const port = randomInt(FIRST, END);
		try {
			await mustBeFree('127.0.0.1', port);
			return port;
		} catch (error) {
			if (tries === TRIES) throw error;
		}
	}
}
