import { REFUSAL_CODES, type RefusalCode } from '$lib/domain/command';
import { formatNumber, REFUSAL_WORDS } from '$lib/i18n';

const KB = 1_000;
const MB = 1_000_000;

/** Why ops were refused, as the people read it; a code of a newer server as it is. */
export function refusalName(code: string): string {
	return isRefusal(code) ? REFUSAL_WORDS[code]() : code;
}

/** 3.1 MB, 640 kB */
export function sizeWords(sizeBytes: number): string {
	if (sizeBytes < MB) return `${formatNumber(Math.ceil(sizeBytes / KB))} kB`;
	return `${formatNumber(Math.round(sizeBytes / (MB / 10)) / 10)} MB`;
}

function isRefusal(code: string): code is RefusalCode {
	return (REFUSAL_CODES as readonly string[]).includes(code);
}
