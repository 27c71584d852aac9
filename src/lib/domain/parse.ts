import * as v from 'valibot';
import { brandAs } from './brand';
import { isTooLarge } from './protocol/wire';
import { commandOf, type CommandName, type Commands } from './registry';

/** A schema that reads such a value. */
export type SchemaOf<Value> = v.GenericSchema<unknown, Value>;

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

type ParsedArgs = { [N in CommandName]: v.InferOutput<Commands[N]['args']> };

/** The arguments of an op as its command takes them; undefined where they do not fit it, or no op. */
export function parseArgs<N extends CommandName>(
	name: N,
	args: unknown
): ParsedArgs[N] | undefined {
	const parsed = v.safeParse(commandOf(name).args, args);
	const fits = parsed.success && !isTooLarge(parsed.output);
	return fits ? brandAs<ParsedArgs[N]>(parsed.output) : undefined;
}
