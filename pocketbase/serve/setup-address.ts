import { createHash, randomInt } from 'node:crypto';
import * as v from 'valibot';
import { SetupStateSchema } from '$lib/domain/protocol/setup';
import { CODE_ALPHABET, CODE_LENGTH, groupCode } from '$lib/domain/rules/slip-code';
import { reachableUrl } from './address';

/** A fresh one at each start: whoever reads an old log finds nothing in it. */
export function makeSetupCode(): string {
	const letters = Array.from({ length: CODE_LENGTH }, () =>
		CODE_ALPHABET.charAt(randomInt(CODE_ALPHABET.length))
	);
	return letters.join('');
}

/** All that the server is told of the code. */
export function hashOf(code: string): string {
	return createHash('sha256').update(code).digest('hex');
}

/**
 * Where the first administrator is made; null where somebody is there already. Below a base path
 * only a proxy serves the app, whose origin is not known here.
 */
export async function setupAddress(
	url: string,
	basePath: string,
	code: string
): Promise<string | null> {
	const reachable = reachableUrl(url);
	const response = await fetch(`${reachable}/api/muster/setup`);
	const { open } = v.parse(SetupStateSchema, await response.json());
	const address = basePath === '' ? reachable : `https://…${basePath}`;
	return open ? `${address}/setup#${groupCode(code)}` : null;
}
