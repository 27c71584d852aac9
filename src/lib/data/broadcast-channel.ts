import type { PersonId } from '../domain/ids';
import type { Channel, Message } from '../sync/ports';
import { ownName } from './base-path';

/** What tabs and worker of one person tell each other; nobody hears themselves. */
export class TabChannel implements Channel {
	readonly #channel: BroadcastChannel;

	constructor(person: PersonId) {
		this.#channel = new BroadcastChannel(ownName(`muster-${person}`));
	}

	post(message: Message): void {
		this.#channel.postMessage(message);
	}

	listen(hear: (message: Message) => void): () => void {
		const onmessage = (event: MessageEvent<Message>): void => {
			hear(event.data);
		};
		this.#channel.addEventListener('message', onmessage);
		return () => {
			this.#channel.removeEventListener('message', onmessage);
		};
	}

	close(): void {
		this.#channel.close();
	}
}
