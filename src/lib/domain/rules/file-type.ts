import type { MIME_TYPES } from '../commands/attachments';

/** What a file is by its first bytes; sides in px, 0 where they are not known or there are none. */
export type FileType = {
	readonly mime: (typeof MIME_TYPES)['photo' | 'voice'][number];
	readonly width: number;
	readonly height: number;
};

/** Bytes by their place, as a typed array and as PocketBase's VM hands them over. */
export type Bytes = { readonly length: number; readonly [at: number]: number };

/** No photo made by a phone of ours is larger: opening one may not take all of the server's memory. */
export const LARGEST_SIDE_PX = 4_096;

/** Brands of pictures and films in the same wrapping as MP4. @see ISO/IEC 14496-12, 4.3 */
const NO_SOUND = /^(he[iv].|mif1|msf1|avi[fs]|qt {2}|3g..|M4V.|crx )$/;

const SIDELESS = { width: 0, height: 0 } as const;

/**
 * What a file really is, whatever it is called: JPEG, WebP, WebM, MP4 or Ogg.
 *
 * @returns null for anything else, and for a picture whose sides cannot be read
 */
export function fileTypeOf(bytes: Bytes): FileType | null {
	if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return withSides('image/jpeg', jpegSides(bytes));
	if (isText(bytes, 0, 'RIFF') && isText(bytes, 8, 'WEBP'))
		return withSides('image/webp', webpSides(bytes));
	if (startsWith(bytes, 0, [0x1a, 0x45, 0xdf, 0xa3])) return { mime: 'audio/webm', ...SIDELESS };
	if (isText(bytes, 4, 'ftyp') && !NO_SOUND.test(textAt(bytes, 8, 4)))
		return { mime: 'audio/mp4', ...SIDELESS };
	if (isText(bytes, 0, 'OggS')) return { mime: 'audio/ogg', ...SIDELESS };
	return null;
}

type Sides = { readonly width: number; readonly height: number };

function withSides(mime: FileType['mime'], sides: Sides | null): FileType | null {
	return sides && sides.width > 0 && sides.height > 0 ? { mime, ...sides } : null;
}

/**
 * Sides from the frame header, which follows segments that each say how long they are.
 *
 * @see ITU-T T.81, B.1.1.4 and B.2.2
 */
function jpegSides(bytes: Bytes): Sides | null {
	for (let at = 2; at + 9 < bytes.length;) {
		if (byteAt(bytes, at) !== 0xff) return null;
		const marker = byteAt(bytes, at + 1);
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		if (isFrameHeader(marker))
			return { height: wordAt(bytes, at + 5), width: wordAt(bytes, at + 7) };
		at += 2 + wordAt(bytes, at + 2);
	}
	return null;
}

/** SOF0 to SOF15, without the three that share their range: tables and what JPEG has reserved. */
function isFrameHeader(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** @see RFC 9649, sections 2.5 to 2.7 */
function webpSides(bytes: Bytes): Sides | null {
	if (bytes.length < 30) return null;
	if (!isText(bytes, 12, 'VP8X')) return frameSides(bytes, 12);
	const canvas = { width: 1 + tripleAt(bytes, 24), height: 1 + tripleAt(bytes, 27) };
	// What is opened is the frame, whatever the canvas says.
	for (let at = 12; at + 8 < bytes.length; at += 8 + sizeOf(bytes, at)) {
		const frame = frameSides(bytes, at);
		if (frame)
			return {
				width: Math.max(canvas.width, frame.width),
				height: Math.max(canvas.height, frame.height)
			};
	}
	return null;
}

/** Sides of the picture in the chunk that begins at `at`; null where it holds none. */
function frameSides(bytes: Bytes, at: number): Sides | null {
	if (isText(bytes, at, 'VP8L')) {
		const packed = tripleAt(bytes, at + 9) + byteAt(bytes, at + 12) * 2 ** 24;
		return { width: 1 + (packed % 2 ** 14), height: 1 + (Math.floor(packed / 2 ** 14) % 2 ** 14) };
	}
	if (!isText(bytes, at, 'VP8 ')) return null;
	return { width: tripleAt(bytes, at + 14) % 2 ** 14, height: tripleAt(bytes, at + 16) % 2 ** 14 };
}

/** How much a chunk holds; chunks of odd sizes are padded. */
function sizeOf(bytes: Bytes, at: number): number {
	const size = tripleAt(bytes, at + 4) + byteAt(bytes, at + 7) * 2 ** 24;
	return size + (size % 2);
}

function byteAt(bytes: Bytes, at: number): number {
	return bytes[at] ?? 0;
}

/** big-endian */
function wordAt(bytes: Bytes, at: number): number {
	return byteAt(bytes, at) * 256 + byteAt(bytes, at + 1);
}

/** little-endian, three bytes */
function tripleAt(bytes: Bytes, at: number): number {
	return byteAt(bytes, at) + byteAt(bytes, at + 1) * 256 + byteAt(bytes, at + 2) * 65_536;
}

function startsWith(bytes: Bytes, at: number, expected: readonly number[]): boolean {
	return expected.every((byte, i) => bytes[at + i] === byte);
}

function textAt(bytes: Bytes, at: number, length: number): string {
	return Array.from({ length }, (_, i) => String.fromCharCode(byteAt(bytes, at + i))).join('');
}

function isText(bytes: Bytes, at: number, text: string): boolean {
	return Array.from(text).every((char, i) => bytes[at + i] === char.charCodeAt(0));
}
