/** Tells one listener, whose code may come late, what it has missed and then each thing as it happens. */
export class LateListener<T> {
	#listener: ((thing: T) => void) | null = null;
	#missed: T[] = [];

	tell(thing: T): void {
		if (this.#listener) this.#listener(thing);
		else this.#missed.push(thing);
	}

	listen(listener: (thing: T) => void): void {
		this.#listener = listener;
		for (const thing of this.#missed.splice(0)) listener(thing);
	}
}
