import { LONGEST_VOICE_MS, MIME_TYPES } from '$lib/domain/commands/attachments';
import type { Ms } from '$lib/domain/ids';

const TICK_MS: Ms = 250;
/** A minute of speech is about 240 kB. */
const BITS_PER_SECOND = 32_000;

/** What is said of a recording that did not come about. */
export type NotRecorded = 'denied' | 'failed';

/** False in browsers that cannot record, and on pages without a secure address. */
export function canRecord(): boolean {
	return 'MediaRecorder' in globalThis && 'mediaDevices' in navigator && mimeType() !== undefined;
}

/** One voice note while it is being recorded; ends by itself after a minute. */
export class Recording {
	readonly #done: (recording: Blob, durationMs: Ms) => void;
	#state: 'idle' | 'asking' | 'recording' = $state('idle');
	#problem: NotRecorded | null = $state(null);
	#elapsedMs: Ms = $state(0);
	/** the screen has gone, or the person thought better of it */
	#isCalledOff = false;
	#recorder: MediaRecorder | null = null;

	/** @param done called with each recording that was made */
	constructor(done: (recording: Blob, durationMs: Ms) => void) {
		this.#done = done;
	}

	get isRecording(): boolean {
		return this.#state === 'recording';
	}
	get problem(): NotRecorded | null {
		return this.#problem;
	}
	get elapsedMs(): Ms {
		return this.#elapsedMs;
	}

	/** To be called inside the tap: the browser asks whether it may. */
	async start(): Promise<void> {
		if (this.#state !== 'idle') return;
		this.#state = 'asking';
		this.#problem = null;
		this.#isCalledOff = false;
		try {
			this.#use(await navigator.mediaDevices.getUserMedia({ audio: true }));
		} catch (error) {
			this.#state = 'idle';
			const isDenied = error instanceof DOMException && error.name === 'NotAllowedError';
			this.#problem = isDenied ? 'denied' : 'failed';
		}
	}

	/** Also while the browser still asks: nothing is recorded then. */
	stop(): void {
		this.#isCalledOff = true;
		if (this.#recorder?.state === 'recording') this.#recorder.stop();
	}

	#use(stream: MediaStream): void {
		try {
			if (!this.#isCalledOff) return this.#record(stream);
		} catch (error) {
			letGo(stream);
			throw error;
		}
		letGo(stream);
		this.#state = 'idle';
	}

	#record(stream: MediaStream): void {
		const mime = mimeType();
		const recorder = new MediaRecorder(stream, {
			...(mime === undefined ? {} : { mimeType: mime }),
			audioBitsPerSecond: BITS_PER_SECOND
		});
		const parts: Blob[] = [];
		const startedAt = performance.now();
		const elapsed = (): Ms => Math.min(LONGEST_VOICE_MS, performance.now() - startedAt);
		const timer = setInterval(() => {
			this.#elapsedMs = elapsed();
			if (this.#elapsedMs >= LONGEST_VOICE_MS) this.stop();
		}, TICK_MS);
		recorder.ondataavailable = ({ data }) => parts.push(data);
		recorder.onerror = () => (this.#problem = 'failed');
		recorder.onstop = () => {
			clearInterval(timer);
			const durationMs = elapsed();
			letGo(stream);
			this.#recorder = null;
			this.#state = 'idle';
			this.#elapsedMs = 0;
			if (this.#problem === null)
				this.#done(new Blob(parts, { type: recorder.mimeType }), durationMs);
		};
		this.#recorder = recorder;
		this.#elapsedMs = 0;
		recorder.start();
		this.#state = 'recording';
	}
}

/** So that the browser's sign that it listens goes out. */
function letGo(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}

/** MP4 first, which every phone plays; undefined where none that we know is made. */
function mimeType(): string | undefined {
	const wished = MIME_TYPES.voice.toSorted((a) => (a === 'audio/mp4' ? -1 : 0));
	return wished.find((mime) => MediaRecorder.isTypeSupported(mime));
}
