import * as v from 'valibot';
import { LANGUAGES } from '../choices';
import { Title } from '../commands/fields';
import { PersonIdSchema, ProjectIdSchema } from '../ids';
import { ROW_CODES, StaffNumber } from '../rules/newcomers';
import { TimeZone } from '../rules/time-zone';

/** So many people are taken in at once. */
export const MAX_ROWS = 500;
const MAX_EMAIL = 200;
const MAX_PASSWORD = 200;

const Password = v.pipe(v.string(), v.maxLength(MAX_PASSWORD));
const Email = v.pipe(
	v.string(),
	v.trim(),
	v.maxLength(MAX_EMAIL),
	v.regex(/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/)
);

/** Whether the server waits for its first administrator. */
export const SetupStateSchema = v.object({ open: v.boolean() });

/** What the first screen sends, beside the code. */
export const SetupSchema = v.object({
	organisation: v.strictObject({
		name: Title,
		timeZone: TimeZone,
		defaultLanguage: v.picklist(LANGUAGES)
	}),
	admin: v.strictObject({
		name: Title,
		/** staff number or e-mail */
		identity: v.union([StaffNumber, Email]),
		password: Password
	})
});
export type Setup = v.InferOutput<typeof SetupSchema>;

/** People to be taken in, all of them or none. */
export const TakeInSchema = v.strictObject({
	rows: v.pipe(
		v.array(
			v.strictObject({
				name: v.pipe(v.string(), v.trim()),
				staffNumber: v.pipe(v.string(), v.trim()),
				department: v.string()
			})
		),
		v.minLength(1),
		v.maxLength(MAX_ROWS)
	),
	/** a project that they all become members of */
	project: v.exactOptional(ProjectIdSchema),
	/** says what is wrong with the rows, and takes nobody in */
	dryRun: v.exactOptional(v.boolean())
});
export type TakeIn = v.InferOutput<typeof TakeInSchema>;

/** What is wrong with each row; null where nothing is. */
export const CheckedRowsSchema = v.object({ rows: v.array(v.nullable(v.picklist(ROW_CODES))) });
export type CheckedRows = v.InferOutput<typeof CheckedRowsSchema>;

/** Somebody's way in for the first time. */
export const SlipSchema = v.object({
	person: PersonIdSchema,
	name: v.string(),
	staffNumber: v.string(),
	code: v.string()
});
export type Slip = v.InferOutput<typeof SlipSchema>;
export const SlipsSchema = v.object({ people: v.array(SlipSchema) });
/** What taking people in answers. */
export const TakenInSchema = v.union([SlipsSchema, CheckedRowsSchema]);

/** What the code of a slip brings, and with a password that person's session. */
export const FirstSignInSchema = v.object({
	code: v.string(),
	password: v.exactOptional(Password)
});
export const WelcomeSchema = v.object({
	name: v.string(),
	staffNumber: v.string(),
	organisation: v.string()
});
export type Welcome = v.InferOutput<typeof WelcomeSchema>;
