const SHORTEST = 8;

/** True for one that the server would not take: better said before it is asked. */
export function isShortPassword(password: string): boolean {
	return password.length < SHORTEST;
}
