/** The end of the link with which whoever has it makes the first superuser: a token. */
const LINK = /(https?:\S+\/_\/#\/pbinstal\w*\/)\S+/;

/** The link in a line of PocketBase's, if it has one. */
export function installerLink(line: string): string | undefined {
	return LINK.exec(line)?.[0];
}

/** The line as it may be kept. */
export function withoutToken(line: string): string {
	return line.replace(LINK, '$1…');
}

/** Says the link once it is known and it is time for it, whichever comes first. */
export class InstallerOffer {
	readonly #say: (line: string) => void;
	#link: string | null = null;
	#isOpen = false;

	constructor(say: (line: string) => void) {
		this.#say = say;
	}

	found(link: string): void {
		this.#link = link;
		this.#tell();
	}

	open(): void {
		this.#isOpen = true;
		this.#tell();
	}

	#tell(): void {
		if (!this.#isOpen || this.#link === null) return;
		this.#say(`For the database's own screens: ${this.#link}`);
		this.#link = null;
	}
}
