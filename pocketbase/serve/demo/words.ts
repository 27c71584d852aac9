export const LANGS = ['zh', 'en'] as const;
/** The language of the demo organisation's own words; the interface has its own choice. */
export type Lang = (typeof LANGS)[number];
export type Words = { readonly zh: string; readonly en: string };

/** @returns Chinese for anything but `en` */
export function readLang(text: string | undefined): Lang {
	return text === 'en' ? 'en' : 'zh';
}
