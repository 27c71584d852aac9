import type { AttachmentId, DeviceId, Ms } from '../domain/ids';
import { filePath, thumbPath } from '../domain/protocol/files';
import type { Clock } from '../sync/ports';
import type { FileTransport, PhoneFile, Sent } from '../sync/files';
import { BASE_PATH } from './base-path';
import { sentOf } from './file-answers';
import type { HttpAnswer } from './http';

const SLOW_START_MS: Ms = 60_000;
/** 1 kB/s: below that the connection is as good as gone. */
const SLOWEST_BYTES_PER_MS = 1;

/** How long a file may take on a network that is slow and goes on. */
export function uploadTimeoutMs(sizeBytes: number): Ms {
	return SLOW_START_MS + sizeBytes / SLOWEST_BYTES_PER_MS;
}

export type FileIdentity = {
	readonly device: DeviceId;
	/** null after the session has ended */
	token(): string | null;
	/** '' for none; good for one's own files after the session has ended */
	credential(): Promise<string>;
};

export type FilePorts = {
	readonly clock: Clock;
	readonly identity: FileIdentity;
	readonly bytesOf: (file: PhoneFile) => Promise<ArrayBuffer | undefined>;
};

/** Sends files by XMLHttpRequest, which alone tells how much has left; brings others' by fetch. */
export class XhrFiles implements FileTransport {
	readonly #ports: FilePorts;

	constructor(ports: FilePorts) {
		this.#ports = ports;
	}

	async send(file: PhoneFile, progress: (bytes: number) => void, stop: AbortSignal): Promise<Sent> {
		const bytes = await this.#ports.bytesOf(file);
		if (bytes === undefined || file.attachment === '') return { kind: 'gone' };
		const { identity, clock } = this.#ports;
		const credential = await identity.credential();
		if (stop.aborted) return { kind: 'stopped' };
		const token = identity.token();
		const headers = {
			...(token === null ? {} : { Authorization: token }),
			...(credential === '' ? {} : { 'X-Muster-Credential': credential }),
			'Content-Type': file.mime
		};
		const path = `${filePath(file.attachment)}?device=${identity.device}`;
		const answer = await post(path, headers, bytes, progress, stop);
		return answer === 'stopped' ? { kind: 'stopped' } : sentOf(answer, clock);
	}

	/** Bytes of somebody's file, small ones for a photo that is not opened; null where they do not come. */
	async fetchFile(attachment: AttachmentId, isSmall: boolean): Promise<Blob | null> {
		const token = this.#ports.identity.token();
		if (token === null) return null;
		try {
			const response = await fetch(
				BASE_PATH + (isSmall ? thumbPath(attachment) : filePath(attachment)),
				{
					headers: { Authorization: token },
					cache: 'no-store',
					credentials: 'omit',
					redirect: 'error'
				}
			);
			// Pages of captive portals are no pictures.
			const isFile = /^(image|audio)\//.test(response.headers.get('Content-Type') ?? '');
			return response.ok && isFile ? await response.blob() : null;
		} catch {
			return null;
		}
	}
}

function post(
	path: string,
	headers: Readonly<Record<string, string>>,
	bytes: ArrayBuffer,
	progress: (bytes: number) => void,
	stop: AbortSignal
): Promise<HttpAnswer | 'stopped' | null> {
	return new Promise((resolve) => {
		const request = new XMLHttpRequest();
		const abort = (): void => request.abort();
		request.open('POST', BASE_PATH + path);
		request.timeout = uploadTimeoutMs(bytes.byteLength);
		for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
		request.upload.onprogress = ({ loaded }) => progress(loaded);
		request.onload = () =>
			resolve({
				status: request.status,
				retryAfter: request.getResponseHeader('Retry-After'),
				body: jsonOf(request.responseText)
			});
		request.onerror = request.ontimeout = () => resolve(null);
		request.onabort = () => resolve('stopped');
		request.onloadend = () => stop.removeEventListener('abort', abort);
		stop.addEventListener('abort', abort);
		request.send(bytes);
	});
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
