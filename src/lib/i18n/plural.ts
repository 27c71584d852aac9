/**
 * The form of words that goes with a count: messages are compiled to import it in the place of
 * paraglide's own, which makes an `Intl.PluralRules` each time, dearer than all else in a row.
 *
 * @returns as CLDR's cardinal rules for the two languages there are
 * @public
 */
export function plural(locale: string, count: unknown): 'one' | 'other' {
	return locale === 'en' && Number(count) === 1 ? 'one' : 'other';
}
