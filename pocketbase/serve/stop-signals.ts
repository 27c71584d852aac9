import type { Server } from './server';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What a shell reports for Ctrl-C. */
const interrupted = 130;

export type StopSignals = {
	/** Whether somebody has asked to stop. */
	readonly asked: boolean;
	/** From now on the server is stopped in order. */
	serve(server: Server): void;
};

/**
 * Answers Ctrl-C and its like from before anything is started: by their default they would end this
 * process without its exit handlers, and leave a server that is still starting on its port.
 */
export function takeStopSignals(say: (line: string) => void): StopSignals {
	let asked = false;
	let running: Server | undefined;
	const stop = (): void => {
		if (!running) process.exit(interrupted);
		if (asked) return;
		asked = true;
		say('Stopping …');
		void running.stop();
	};
	for (const signal of signals) process.on(signal, stop);
	return {
		get asked() {
			return asked;
		},
		serve(server) {
			running = server;
		}
	};
}
