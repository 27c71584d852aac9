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
	return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
