import { expect, test } from 'vitest';
import { jpegWithPlace, tellsPlace, tinyJpeg } from '../../../tests/fixtures/pictures';
import { fitWithin, refuseUnopened, withoutNotes } from './photo';

test.each([
	[{ width: 4_000, height: 3_000 }, 1_600, { width: 1_600, height: 1_200 }],
	[{ width: 3_000, height: 4_000 }, 1_600, { width: 1_200, height: 1_600 }],
	[{ width: 800, height: 600 }, 1_600, { width: 800, height: 600 }],
	[{ width: 9_000, height: 2 }, 320, { width: 320, height: 1 }]
])('a picture of %o fits within %d px as %o', (sides, longest, expected) => {
	expect(fitWithin(sides, longest)).toEqual(expected);
});

test.each([
	[{ type: 'image/jpeg', size: 12_000_000 }, null],
	[{ type: 'image/heic', size: 3_000_000 }, null],
	[{ type: '', size: 3_000_000 }, null],
	[{ type: 'video/mp4', size: 90_000_000 }, 'video'],
	[{ type: 'application/pdf', size: 1_000 }, 'not_image'],
	[{ type: 'image/svg+xml', size: 1_000 }, 'not_image'],
	[{ type: 'image/tiff', size: 61_000_000 }, 'too_large']
] as const)('of %o it is said before it is opened: %s', (file, expected) => {
	expect(refuseUnopened(file)).toBe(expected);
});

test('what stands beside the picture goes, and the picture stays', () => {
	const camera = jpegWithPlace(tinyJpeg());
	expect(tellsPlace(camera)).toBe(true);
	const clean = new Uint8Array(withoutNotes(camera));
	expect(tellsPlace(clean)).toBe(false);
	expect(clean).toEqual(tinyJpeg());
});
