import * as v from 'valibot';

/** What came from outside, as its schema reads it; null when it is of another shape. */
export function parse<Schema extends v.GenericSchema>(
	schema: Schema,
	value: unknown
): v.InferOutput<Schema> | null {
	const parsed = v.safeParse(schema, value);
	return parsed.success ? parsed.output : null;
}

/** As `parse`, from text that should be JSON; null when it is none. */
export function parseJson<Schema extends v.GenericSchema>(
	schema: Schema,
	text: string
): v.InferOutput<Schema> | null {
	try {
		return parse(schema, JSON.parse(text));
	} catch {
		return null;
	}
}
