import { compareMarks } from '../../src/lib/domain/mark';
import type { Device } from './device';
import { Violation } from './violation';

/** What a phone has seen, and each cursor, only move forward; a reset and a lost space apart. */
export function watchMarks(device: Device, fail: (violation: Violation) => void): void {
	device.outbox.onMeta = (before, after) => {
		if (before.resets !== after.resets || !before.seen) return;
		if (!after.seen || compareMarks(after.seen, before.seen) < 0)
			fail(
				new Violation(
					'cursors and marks move forward',
					`seen of device ${device.index}: ${JSON.stringify(before.seen)} → ${JSON.stringify(after.seen)}`
				)
			);
	};
	device.replica.onCursors = (before, after, lost) => {
		for (const [space, cursor] of Object.entries(before.cursors))
			if (!lost.includes(space) && (after.cursors[space] ?? -1) < cursor)
				fail(
					new Violation(
						'cursors and marks move forward',
						`${space} on device ${device.index}: ${cursor} → ${String(after.cursors[space])}`
					)
				);
	};
}
