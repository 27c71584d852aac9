export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };

/**
 * The one place where text becomes a branded id. Parsers call it on their last line, after the
 * value has been checked; nothing else mints ids.
 */
export function brandAs<Branded>(value: unknown): Branded {
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a parser's last line
	return value as Branded;
}
