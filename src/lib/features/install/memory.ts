import { NOTHING_YET, type InstallRecord } from './asking';

/** Keeps a device's record. */
export interface InstallMemory {
	read(): InstallRecord;
	keep(record: InstallRecord): void;
}

const STORAGE_KEY = 'muster.install';
const VERSION = 1;

export const deviceMemory: InstallMemory = {
	read() {
		try {
			return recordOf(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null'));
		} catch {
			return NOTHING_YET;
		}
	},
	keep(record) {
		try {
			localStorage.setItem(STORAGE_KEY, JSON.stringify({ v: VERSION, ...record }));
		} catch {
			// A page that may not store anything counts from nothing each time, and so hardly ever asks.
		}
	}
};

/** What was stored, as far as it is what it should be. */
export function recordOf(stored: unknown): InstallRecord {
	if (typeof stored !== 'object' || stored === null) return NOTHING_YET;
	const { said, askedAt, warned } = stored as Partial<Record<keyof InstallRecord, unknown>>;
	const counts = typeof said === 'object' && said !== null ? Object.entries(said) : [];
	return {
		said: Object.fromEntries(counts.filter((entry) => typeof entry[1] === 'number')),
		askedAt: Array.isArray(askedAt) ? askedAt.filter((at) => typeof at === 'number') : [],
		warned: warned === true
	};
}
