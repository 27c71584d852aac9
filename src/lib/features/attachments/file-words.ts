import type { Ms } from '$lib/domain/ids';
import type { FileNotKept } from '$lib/features/session';
import { formatNumber, m } from '$lib/i18n';
import type { FileRefusal, PhoneFile } from '$lib/sync/files';
import type { NotRecorded } from './recording.svelte';

const KILOBYTE = 1_000;
const MEGABYTE = 1_000_000;

/** 1.2 MB, 300 kB */
export function sizeWords(bytes: number): string {
	if (bytes >= MEGABYTE) return `${formatNumber(Math.round(bytes / 100_000) / 10)} MB`;
	return `${formatNumber(Math.max(1, Math.round(bytes / KILOBYTE)))} kB`;
}

/** 0:07 */
export function timeWords(durationMs: Ms): string {
	const seconds = Math.round(durationMs / 1_000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** 照片 1.2 MB */
export function fileWords({ form, sizeBytes }: Pick<PhoneFile, 'form' | 'sizeBytes'>): string {
	const size = sizeWords(sizeBytes);
	return form === 'photo' ? m.files_photo_size({ size }) : m.files_voice_size({ size });
}

/** Why it was not added, what is safe, what to do. */
export const NOT_KEPT_WORDS: Readonly<Record<FileNotKept, () => string>> = {
	not_image: m.files_not_image,
	video: m.files_video,
	too_large: m.files_too_large,
	too_many: m.files_too_many,
	full: m.files_full,
	failed: m.files_failed
};

export const NOT_RECORDED_WORDS: Readonly<Record<NotRecorded, () => string>> = {
	denied: m.files_mic_denied,
	failed: m.files_mic_failed
};

export const FILE_REFUSAL_WORDS: Readonly<Record<FileRefusal, () => string>> = {
	forbidden: m.files_refused_forbidden,
	left_project: m.files_refused_left_project,
	removed: m.files_refused_removed,
	too_large: m.files_refused_too_large,
	wrong_type: m.files_refused_wrong_type,
	invalid: m.files_refused_invalid,
	too_many: m.files_refused_too_many,
	missing: m.files_refused_missing,
	lost: m.files_refused_lost
};
