import { ownName } from './base-path';

/** Tells the other tabs that somebody signed in or out; nobody hears themselves. */
export class SessionChannel {
	readonly #channel = new BroadcastChannel(ownName('muster-session'));

	announce(): void {
		this.#channel.postMessage('changed');
	}

	listen(hear: () => void): () => void {
		this.#channel.addEventListener('message', hear);
		return () => {
			this.#channel.removeEventListener('message', hear);
		};
	}
}
