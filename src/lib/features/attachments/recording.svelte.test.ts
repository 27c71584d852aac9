import { beforeEach, expect, test, vi } from 'vitest';
import { Recording } from './recording.svelte';

/** A microphone that is given when told, and says whether it still listens. */
class Microphone {
	isOn = false;
	give: () => void = () => undefined;
	readonly track = { stop: () => (this.isOn = false) };

	getUserMedia = () =>
		new Promise((resolve) => {
			this.give = () => {
				this.isOn = true;
				resolve({ getTracks: () => [this.track] });
			};
		});
}

class FakeRecorder {
	static isBroken = false;
	static isTypeSupported = () => true;
	readonly mimeType = 'audio/mp4';
	state: 'inactive' | 'recording' = 'inactive';
	onstop: () => void = () => undefined;
	ondataavailable: (event: { data: Blob }) => void = () => undefined;
	constructor() {
		if (FakeRecorder.isBroken) throw new DOMException('', 'NotSupportedError');
	}
	start(): void {
		this.state = 'recording';
	}
	stop(): void {
		this.state = 'inactive';
		this.ondataavailable({ data: new Blob(['sound']) });
		this.onstop();
	}
}

let microphone: Microphone;
let made: Blob[];
let recording: Recording;
beforeEach(() => {
	microphone = new Microphone();
	made = [];
	FakeRecorder.isBroken = false;
	vi.stubGlobal('navigator', { mediaDevices: microphone });
	vi.stubGlobal('MediaRecorder', FakeRecorder);
	recording = new Recording((blob) => made.push(blob));
});
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('a voice note is recorded until it is stopped, and the microphone is off then', async () => {
	const started = recording.start();
	microphone.give();
	await started;
	expect([recording.isRecording, microphone.isOn]).toEqual([true, true]);
	recording.stop();
	expect([recording.isRecording, microphone.isOn, made.length]).toEqual([false, false, 1]);
});

test('nothing is recorded when the screen has gone before the microphone was allowed', async () => {
	const started = recording.start();
	recording.stop();
	microphone.give();
	await started;
	await settled();
	expect([recording.isRecording, microphone.isOn, made.length]).toEqual([false, false, 0]);
	const again = recording.start();
	microphone.give();
	await again;
	expect(recording.isRecording).toBe(true);
	recording.stop();
});

test('a browser that cannot record after all leaves the microphone off, and says so', async () => {
	FakeRecorder.isBroken = true;
	const started = recording.start();
	microphone.give();
	await started;
	expect([recording.problem, microphone.isOn]).toEqual(['failed', false]);
});
