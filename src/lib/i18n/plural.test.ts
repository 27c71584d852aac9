import { expect, test } from 'vitest';
import settings from './project.inlang/settings.json';
import { plural } from './plural';

test.each(settings.locales)('counts in %s take the form that CLDR gives them', (locale) => {
	const rules = new Intl.PluralRules(locale);
	for (const count of [0, 1, 2, 3, 5, 11, 21, 100, 101, 1.5, 1_000_000])
		expect(plural(locale, count)).toBe(rules.select(count));
});
