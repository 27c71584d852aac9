import type { Wire } from './wire';

export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINES)[number];

/** A browser that runs. */
export type Running = {
	readonly wire: Wire;
	/** Errors and breaches of the content policy that pages have caused so far, in the browser's own words. */
	complaints(): Promise<readonly string[]>;
	/** Ends it as a phone's system does: at once, with everything it was doing. */
	kill(): Promise<void>;
};

/** @param profileDir what it keeps on disk; given again, the same phone is switched on again */
export type Launch = (profileDir: string) => Promise<Running>;

/** A small phone, in CSS px. */
export const SCREEN = { width: 360, height: 800 } as const;
export const LANGUAGE = 'zh-CN';
/** Where the phone believes to be. */
export const PLACE = { TZ: 'Asia/Shanghai' } as const;
