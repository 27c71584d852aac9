/** A character of four bytes is two units of a text. */
const MOST_BYTES_PER_UNIT = 3;

/**
 * Whether a text takes more than `most` bytes on the wire, in UTF-8; half of a pair counts as the
 * sign that an encoder puts in its place. Characters are counted by hand, as PocketBase's VM has no
 * TextEncoder, and only where the length alone does not tell: it tells for nearly all texts.
 */
export function isLongerInUtf8(text: string, most: number): boolean {
	if (text.length > most) return true;
	if (text.length * MOST_BYTES_PER_UNIT <= most) return false;
	let bytes = 0;
	for (const char of text) {
		const code = char.codePointAt(0) ?? 0;
		if (code < 0x80) bytes += 1;
		else if (code < 0x800) bytes += 2;
		else bytes += code < 0x10000 ? 3 : 4;
	}
	return bytes > most;
}
