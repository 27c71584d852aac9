import type { DeviceId, Ms } from '../domain/ids';
import { filePath } from '../domain/protocol/files';
import type { FileTransport, PhoneFile, Sent } from '../sync/files';
import { BASE_PATH } from './base-path';
import { systemClock } from './clock';
import { sentOf } from './file-answers';
import type { Fetch } from './http';

/** Browsers end a worker that takes longer. */
const LONGEST_MS: Ms = 240_000;

type WorkerFilesPorts = {
	readonly device: DeviceId;
	readonly credential: string;
	readonly fetch: Fetch;
	readonly bytesOf: (file: PhoneFile) => Promise<ArrayBuffer | undefined>;
};

/** Sends files by fetch and push credential, which is all that a worker has. */
export class WorkerFiles implements FileTransport {
	readonly #ports: WorkerFilesPorts;

	constructor(ports: WorkerFilesPorts) {
		this.#ports = ports;
	}

	async send(
		file: PhoneFile,
		_progress: (bytes: number) => void,
		stop: AbortSignal
	): Promise<Sent> {
		const { device, credential, fetch } = this.#ports;
		const bytes = await this.#ports.bytesOf(file);
		if (bytes === undefined || file.attachment === '') return { kind: 'gone' };
		const abort = new AbortController();
		const timer = setTimeout(() => {
			abort.abort();
		}, LONGEST_MS);
		stop.addEventListener('abort', () => abort.abort());
		try {
			const response = await fetch(`${BASE_PATH}${filePath(file.attachment)}?device=${device}`, {
				method: 'POST',
				headers: { 'Content-Type': file.mime, 'X-Muster-Credential': credential },
				body: bytes,
				...{ cache: 'no-store', credentials: 'omit', redirect: 'error' },
				signal: abort.signal
			});
			const body: unknown = await response.json().catch(() => undefined);
			const retryAfter = response.headers.get('Retry-After');
			return sentOf({ status: response.status, retryAfter, body }, systemClock);
		} catch {
			return { kind: stop.aborted ? 'stopped' : 'unreachable' };
		} finally {
			clearTimeout(timer);
		}
	}
}
