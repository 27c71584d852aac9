type Rule = {
	readonly label: string;
	readonly audience: string;
	readonly duration: number;
	readonly maxRequests: number;
};

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

const rule = (label: string, maxRequests: number, duration: number, audience = ''): Rule => ({
	label,
	audience,
	duration,
	maxRequests
});

/**
 * Per address. What sends mail, or could be guessed at, is rare. A site of several hundred phones
 * behind one address has no limit at all once it is signed in; phones whose session has ended push
 * by credential, and all of them listen again at once when the server comes back.
 */
const RULES: readonly Rule[] = [
	...['requestPasswordReset', 'requestVerification', 'requestEmailChange', 'requestOTP'].map(
		(action) => rule(`*:${action}`, 10, HOUR_SECONDS)
	),
	...['confirmPasswordReset', 'confirmVerification', 'confirmEmailChange'].map((action) =>
		rule(`*:${action}`, 60, HOUR_SECONDS)
	),
	...['authWithOTP', 'authWithOAuth2'].map((action) => rule(`*:${action}`, 10, MINUTE_SECONDS)),
	rule('/api/muster/push', 6_000, MINUTE_SECONDS, '@guest'),
	rule('/api/realtime', 6_000, MINUTE_SECONDS, '@guest'),
	rule('/api/', 1_200, MINUTE_SECONDS, '@guest')
];

/** Adds what is not there; whatever somebody has set in the dashboard stays. */
migrate((app) => {
	const settings = app.settings();
	const known: { rules: readonly Rule[] } = JSON.parse(JSON.stringify(settings.rateLimits));
	const isKnown = ({ label, audience }: Rule): boolean =>
		known.rules.some((one) => one.label === label && one.audience === audience);
	const rules = [...known.rules, ...RULES.filter((one) => !isKnown(one))];
	unmarshal({ rules }, settings.rateLimits);
	app.save(settings);
});
