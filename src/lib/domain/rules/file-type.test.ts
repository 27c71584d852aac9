import { expect, test } from 'vitest';
import { jpegWithPlace, tinyJpeg } from '../../../../tests/fixtures/pictures';
import { fileTypeOf } from './file-type';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
/** 1 600 × 1 200 */
const FRAME = 'VP8 \x10\0\0\0\x30\x01\0\x9d\x01\x2a\x40\x06\xb0\x04';
const webp = (chunk: string) => bytes(`RIFF....WEBP${chunk.padEnd(24, '\0')}`);

test.each([
	['a JPEG', tinyJpeg(), { mime: 'image/jpeg', width: 1, height: 1 }],
	['a JPEG with Exif', jpegWithPlace(tinyJpeg()), { mime: 'image/jpeg', width: 1, height: 1 }],
	['a WebP', webp(FRAME), { mime: 'image/webp', width: 1_600, height: 1_200 }],
	[
		'a lossless WebP',
		webp('VP8L\x10\0\0\0\x2f\x3f\xc6\x2b\x01'),
		{ mime: 'image/webp', width: 1_600, height: 1_200 }
	],
	[
		'a large WebP',
		webp(`VP8X\x0a\0\0\0\0\0\0\0\x3f\x06\0\xaf\x04\0${FRAME}`),
		{ mime: 'image/webp', width: 1_600, height: 1_200 }
	],
	[
		'a WebP whose frame is larger than it says, behind another chunk of an odd size',
		webp(`VP8X\x0a\0\0\0\0\0\0\0\x01\0\0\x01\0\0ICCP\x01\0\0\0..${FRAME}`),
		{ mime: 'image/webp', width: 1_600, height: 1_200 }
	],
	['a WebM', bytes('\x1a\x45\xdf\xa3....'), { mime: 'audio/webm', width: 0, height: 0 }],
	['an MP4', bytes('\0\0\0\x20ftypM4A '), { mime: 'audio/mp4', width: 0, height: 0 }],
	['an Ogg', bytes('OggS....'), { mime: 'audio/ogg', width: 0, height: 0 }]
])('%s is told by its content', (_name, content, expected) => {
	expect(fileTypeOf(content)).toEqual(expected);
});

test.each([
	['nothing', bytes('')],
	['a page', bytes('<!doctype html><p>JFIF</p>')],
	['a PNG', bytes('\x89PNG\r\n\x1a\n')],
	['a JPEG cut short', tinyJpeg().slice(0, 30)],
	['a JPEG whose segments lead nowhere', bytes('\xff\xd8\xff\xe0\0\x02\0\0\0\0\0\0\0\0\0\0')],
	['a HEIC', bytes('\0\0\0\x20ftypheic')],
	['a film', bytes('\0\0\0\x20ftypqt  ')],
	['a WebP without a frame', webp('VP8X\x0a\0\0\0\0\0\0\0\x3f\x06\0\xaf\x04\0')],
	['a WebP cut short', bytes('RIFF....WEBPVP8 ')]
])('%s is not taken', (_name, content) => {
	expect(fileTypeOf(content)).toBeNull();
});
