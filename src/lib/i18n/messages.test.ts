import { describe, expect, test } from 'vitest';
import { REFUSAL_CODES } from '$lib/domain/command';
import en from './messages/en.json';
import zh from './messages/zh-CN.json';

const LANGUAGES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { 'zh-CN': zh, en };

/** Every text of a message: a plain one has one, one with plurals several. */
function texts(message: unknown): string[] {
	if (typeof message === 'string') return [message];
	if (!Array.isArray(message)) return [];
	return message.flatMap((variant: { match?: Record<string, string> }) =>
		Object.values(variant.match ?? {})
	);
}

function placeholders(message: unknown): string[] {
	const names = texts(message).flatMap((text) =>
		[...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
	);
	return [...new Set(names)].sort();
}

describe('messages', () => {
	test('both languages have the same keys', () => {
		expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
	});

	test('both languages of a message take the same things', () => {
		for (const [key, message] of Object.entries(zh))
			expect([key, placeholders(LANGUAGES.en?.[key])]).toEqual([key, placeholders(message)]);
	});

	test.each(Object.keys(LANGUAGES))('no message in %s is empty or shouts', (language) => {
		for (const [key, message] of Object.entries(LANGUAGES[language] ?? {})) {
			expect([key, texts(message).length]).not.toEqual([key, 0]);
			for (const text of texts(message)) {
				expect([key, text.trim()]).not.toEqual([key, '']);
				expect([key, text]).not.toEqual([key, expect.stringMatching(/[!！]/)]);
			}
		}
	});

	test('Chinese messages use full-width punctuation after Chinese', () => {
		for (const [key, message] of Object.entries(zh))
			for (const text of texts(message))
				expect([key, text]).not.toEqual([key, expect.stringMatching(/\p{Script=Han}[,;:?]/u)]);
	});

	test('each refusal has words', () => {
		for (const code of REFUSAL_CODES) expect(Object.keys(zh)).toContain(`refusal_${code}`);
	});
});
