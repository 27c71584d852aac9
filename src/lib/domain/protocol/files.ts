import * as v from 'valibot';
import type { AttachmentId } from '../ids';

/** Where the bytes of an attachment go, and come from. */
export function filePath(attachment: AttachmentId): string {
	return `/api/muster/files/${attachment}`;
}

/** The same, small: at most 320 px on the longer side. */
export function thumbPath(attachment: AttachmentId): string {
	return `${filePath(attachment)}?small`;
}

/** What taking a file answers, the first time and every further time. */
export const FileTakenSchema = v.object({
	/** when the server had it first, its clock, ms */
	uploadedAt: v.pipe(v.number(), v.minValue(1))
});
