import { LARGEST_BYTES } from '../domain/commands/attachments';

/** A photo as it is kept and sent: drawn afresh, so that nothing but the picture is left of it. */
export type Photo = {
	readonly bytes: ArrayBuffer;
	readonly thumb: ArrayBuffer;
	readonly mime: 'image/jpeg';
	/** px */
	readonly width: number;
	readonly height: number;
};

/** Why there is no photo. `too_large`: not opened at all, as it could take the phone's memory. */
export type NoPhoto = 'not_image' | 'video' | 'too_large';

const MIME = 'image/jpeg';
const LONGEST_SIDE_PX = 1_600;
const THUMB_SIDE_PX = 320;
/** What a photo should weigh about; a busy picture may weigh more. */
const WISHED_BYTES = 400_000;
/** What cameras make; beyond it is a scan or a panorama that a cheap phone cannot open. */
const LARGEST_ORIGINAL_BYTES = 60_000_000;
/** Each is tried in turn until the picture is light enough. */
const TRIES: readonly { readonly sidePx: number; readonly quality: number }[] = [
	{ sidePx: LONGEST_SIDE_PX, quality: 0.8 },
	{ sidePx: LONGEST_SIDE_PX, quality: 0.65 },
	{ sidePx: 1_280, quality: 0.6 },
	{ sidePx: 1_024, quality: 0.5 }
];

type Sides = { readonly width: number; readonly height: number };

/** The sides of a picture that may be no longer than that, in whole px; never larger than it was. */
export function fitWithin({ width, height }: Sides, longestPx: number): Sides {
	const scale = Math.min(1, longestPx / Math.max(width, height));
	return {
		width: Math.max(1, Math.round(width * scale)),
		height: Math.max(1, Math.round(height * scale))
	};
}

/** What can be said of a file before it is opened; null for one that may be a photo. */
export function refuseUnopened(file: Pick<File, 'type' | 'size'>): NoPhoto | null {
	if (file.type.startsWith('video/')) return 'video';
	// Drawings may hold anything, addresses of other places too.
	if (file.type.includes('svg') || !/^(image\/|$)/.test(file.type)) return 'not_image';
	return file.size > LARGEST_ORIGINAL_BYTES ? 'too_large' : null;
}

/**
 * A photo small enough to be sent from anywhere. What the camera wrote beside it, where it was taken
 * above all, does not come along; that it was held on its side is heeded.
 */
export async function makePhoto(file: File): Promise<Photo | NoPhoto> {
	const refused = refuseUnopened(file);
	if (refused !== null) return refused;
	const url = URL.createObjectURL(file);
	try {
		const image = new Image();
		image.src = url;
		await image.decode();
		const whole = { width: image.naturalWidth, height: image.naturalHeight };
		if (whole.width === 0 || whole.height === 0) return 'not_image';
		const thumb = await drawn(image, fitWithin(whole, THUMB_SIDE_PX), 0.7);
		let lightest: Omit<Photo, 'thumb'> | null = null;
		for (const { sidePx, quality } of TRIES) {
			const sides = fitWithin(whole, sidePx);
			lightest = { bytes: await drawn(image, sides, quality), mime: MIME, ...sides };
			if (lightest.bytes.byteLength <= WISHED_BYTES) break;
		}
		if (!lightest || lightest.bytes.byteLength > LARGEST_BYTES.photo) return 'too_large';
		return { ...lightest, thumb };
	} catch {
		return 'not_image';
	} finally {
		URL.revokeObjectURL(url);
	}
}

/** An image element is drawn upright in every browser we know; a bitmap is not. */
async function drawn(
	image: CanvasImageSource,
	sides: Sides,
	quality: number
): Promise<ArrayBuffer> {
	const canvas = document.createElement('canvas');
	canvas.width = sides.width;
	canvas.height = sides.height;
	const context = canvas.getContext('2d');
	if (!context) throw new Error('no canvas');
	// JPEG has no transparency: without this, what is clear becomes black.
	context.fillStyle = '#fff';
	context.fillRect(0, 0, sides.width, sides.height);
	context.drawImage(image, 0, 0, sides.width, sides.height);
	const blob = await new Promise<Blob | null>((resolve) => {
		canvas.toBlob(resolve, MIME, quality);
	});
	// Old phones keep each canvas's memory until it is collected.
	canvas.width = 0;
	if (!blob || blob.type !== MIME) throw new Error('no JPEG');
	return withoutNotes(new Uint8Array(await blob.arrayBuffer()));
}

const START_OF_SCAN = 0xda;

/** APP1 to APP15 and COM; not APP0, which is JPEG's own, nor APP2 with the colours of the screen. */
function isNote(marker: number): boolean {
	return (marker > 0xe0 && marker <= 0xef && marker !== 0xe2) || marker === 0xfe;
}

/**
 * A JPEG without the segments in which programs write beside the picture: Exif, XMP, comments. Some
 * browsers write such ones themselves.
 *
 * @param jpeg as a canvas makes it
 */
export function withoutNotes(jpeg: Uint8Array<ArrayBuffer>): ArrayBuffer {
	const kept: Uint8Array<ArrayBuffer>[] = [jpeg.subarray(0, 2)];
	let at = 2;
	// Up to the scan, behind which there are no segments.
	while (jpeg[at] === 0xff && jpeg[at + 1] !== START_OF_SCAN && at + 4 <= jpeg.length) {
		const marker = jpeg[at + 1] ?? 0;
		const end = at + 2 + (jpeg[at + 2] ?? 0) * 256 + (jpeg[at + 3] ?? 0);
		if (!isNote(marker)) kept.push(jpeg.subarray(at, end));
		at = end;
	}
	kept.push(jpeg.subarray(at));
	const clean = new Uint8Array(kept.reduce((total, { length }) => total + length, 0));
	let to = 0;
	for (const part of kept) {
		clean.set(part, to);
		to += part.length;
	}
	return clean.buffer;
}
