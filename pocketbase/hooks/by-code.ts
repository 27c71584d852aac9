import { parse, type SchemaOf } from '$lib/domain/parse';
import { readCode } from '$lib/domain/rules/slip-code';
import { DENIED, deny, denyUntil, type Denial } from './answers';
import { ATTEMPTS, enter, forgive, leave, placeOf, type Line } from './attempts';
import type { End, Limit } from './lockout';
import { beginRequest } from './logger';
import { readBody } from './request-body';
import { withStatements, type Statements } from './sql';

type Way<Asked, Found> = {
	readonly schema: SchemaOf<Asked>;
	/** what tries are counted as, by where they come from */
	readonly name: string;
	readonly limit: Limit;
	/** `wrongCode` for a code that was never given */
	readonly find: (statements: Statements, code: string) => Found | Denial;
	readonly answer: (code: string, asked: Asked, found: Found | Denial) => void;
};

/** A request of somebody who has no session and brings a code; guesses have to wait. */
export function byCode<Asked extends { readonly code: string }, Found extends object>(
	e: core.RequestEvent,
	{ schema, name, limit, find, answer }: Way<Asked, Found>
): void {
	beginRequest(e);
	const body = readBody(e);
	const asked = body.kind === 'ok' ? parse(schema, body.value) : null;
	if (!asked) {
		deny(e, body.kind === 'denied' ? body.denial : DENIED.invalid);
		return;
	}
	const code = readCode(asked.code);
	const found = withStatements(e.app.db(), (statements) => find(statements, code));
	const isGuess = found === DENIED.wrongCode;
	inLine(e, { name, limit, given: isGuess ? '' : code }, () => {
		answer(code, asked, found);
		if (isGuess) return 'wrong';
		return 'status' in found ? 'unknown' : 'right';
	});
}

type Place = {
	readonly name: string;
	readonly limit: Limit;
	/** what was shown and had been given; '' for a guess */
	readonly given: string;
};

/**
 * Handles the request when it is its turn. Guesses count by where they come from, so that a flood of
 * them is slowed. Whoever shows what was given waits for none but those who show the same: what has
 * 80 bits and more is never guessed, and one phone that tries must not keep a whole site out.
 */
export function inLine(
	e: core.RequestEvent,
	{ name, limit, given }: Place,
	handle: () => End
): void {
	const lineOf = (who: string): Line => ({ key: `${ATTEMPTS}${name} ${who}`, limit });
	const place = lineOf(placeOf(e.realIP()));
	const line = given === '' ? place : lineOf($security.sha256(given));
	const waitMs = enter(e.app, [line]);
	if (waitMs > 0) {
		denyUntil(e, DENIED.wait, waitMs);
		return;
	}
	let how: End = 'unknown';
	try {
		how = handle();
	} finally {
		leave(e.app, [line], how);
	}
	if (how === 'right') forgive(e.app, place);
}
