/** Debian's browser, or the one that MUSTER_CHROMIUM names. */
export const chromiumPath = process.env['MUSTER_CHROMIUM'] ?? '/usr/bin/chromium';
/** Likewise, by MUSTER_FIREFOX. */
export const firefoxPath = process.env['MUSTER_FIREFOX'] ?? '/usr/bin/firefox-esr';

const asRoot = process.getuid?.() === 0;

/** Without the browser's own traffic, which a closed network would have it wait for. */
export const chromiumArgs: readonly string[] = [
	'--disable-background-networking',
	'--disable-component-update',
	...(asRoot ? ['--no-sandbox'] : [])
];
