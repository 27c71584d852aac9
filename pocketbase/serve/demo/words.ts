/** The language of the demo organisation's own words; the interface has its own choice. */
export type Lang = 'zh' | 'en';
export type Words = Readonly<Record<Lang, string>>;

/** @returns Chinese for anything but `en` */
export function readLang(text: string | undefined): Lang {
	return text === 'en' ? 'en' : 'zh';
}
