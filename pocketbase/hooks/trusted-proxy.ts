/** The header in which the proxy in front says who asks; '' where there is none. */
const HEADER_VARIABLE = 'MUSTER_TRUSTED_PROXY';

/**
 * Whenever the settings are read: the launcher's word counts and not what is stored, so that nobody
 * is believed any more once the variable is gone. Of a list of addresses the last one counts, the
 * only one that the proxy itself has written.
 */
export function trustProxy(e: core.SettingsReloadEvent): void {
	e.next();
	const header = $os.getenv(HEADER_VARIABLE);
	const headers = header === '' ? [] : [header];
	unmarshal({ headers, useLeftmostIP: false }, e.app.settings().trustedProxy);
}
