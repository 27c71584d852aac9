import * as v from 'valibot';

/** An IANA name; which ones there are, the time zone data know that are not in the domain. */
export const TimeZone = v.pipe(
	v.string(),
	v.maxLength(64),
	v.regex(/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/)
);
