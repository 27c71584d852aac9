import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const MAX_BYTES = 10_000_000;
/** `server.log`, `server.log.1` and `server.log.2`. */
const OLDER_FILES = 2;

/** A log that never outgrows its files: when the newest is full, the others move on by one. */
export class LogFile {
	readonly #path: string;
	readonly #maxBytes: number;
	#file: number;
	#sizeBytes: number;

	constructor(path: string, maxBytes = MAX_BYTES) {
		this.#path = path;
		this.#maxBytes = maxBytes;
		this.#file = openSync(path, 'a', 0o600);
		this.#sizeBytes = fstatSync(this.#file).size;
	}

	/** A full disk costs the line and nothing else. */
	write(line: string): void {
		try {
			if (this.#sizeBytes >= this.#maxBytes) this.#turn();
			this.#sizeBytes += writeSync(this.#file, `${line}\n`);
		} catch {
			// There is nowhere left to say it.
		}
	}

	#turn(): void {
		closeSync(this.#file);
		for (let n = OLDER_FILES; n > 0; n -= 1) {
			const newer = n === 1 ? this.#path : `${this.#path}.${String(n - 1)}`;
			if (existsSync(newer)) renameSync(newer, `${this.#path}.${String(n)}`);
		}
		this.#file = openSync(this.#path, 'a', 0o600);
		this.#sizeBytes = 0;
	}
}
