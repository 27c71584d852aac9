/**
 * A failure the person at the keyboard can act on: one sentence, and what to do about it.
 * The launcher prints it without a stack and ends with exit code 1.
 */
export class Fault extends Error {
	readonly advice: string;
	readonly detail: string;

	constructor(sentence: string, advice: string, detail = '') {
		super(sentence);
		this.name = 'Fault';
		this.advice = advice;
		this.detail = detail;
	}
}

export function describeFailure(error: unknown): string {
	if (error instanceof Fault) {
		const detail = error.detail === '' ? '' : `${error.detail.trimEnd()}\n\n`;
		return `${detail}${error.message}\n→ ${error.advice}\n`;
	}
	if (isSystemError(error))
		return `${error.message}.\n→ See whether this account may do that, and whether the disk has room.\n`;
	return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}

/** What the machine refused to do with a file: its message names both. */
export function isSystemError(error: unknown): error is Error {
	return error instanceof Error && 'syscall' in error && 'path' in error;
}
