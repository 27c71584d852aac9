import type { Ms } from '../domain/ids';
import { MINUTE_MS, type Zones } from '../domain/time';

/** Zones change their offset on the half hour at the finest (Lord Howe Island). */
const SLOT_MS = 30 * MINUTE_MS;
const MAX_SLOTS = 10_000;
const SECOND_MS = 1_000;
const TO_THE_SECOND = {
	hourCycle: 'h23',
	year: 'numeric',
	month: 'numeric',
	day: 'numeric',
	hour: 'numeric',
	minute: 'numeric',
	second: 'numeric'
} as const;

/**
 * The browser's own time zone data, each zone's offset looked up once per half hour of use. A zone
 * that it does not know is read as UTC, as on the server: one project's must not end every screen.
 */
export class IntlZones implements Zones {
	readonly #formats = new Map<string, Intl.DateTimeFormat>();
	readonly #offsets = new Map<string, Ms>();
	/** A screen asks for one zone and instant hundreds of times in turn. */
	#last = { timeZone: '', slot: NaN, offset: 0 };

	offsetMs(timeZone: string, atMs: Ms): Ms {
		const slot = Math.floor(atMs / SLOT_MS);
		if (this.#last.slot !== slot || this.#last.timeZone !== timeZone)
			this.#last = { timeZone, slot, offset: this.#lookUp(timeZone, slot) };
		return this.#last.offset;
	}

	#lookUp(timeZone: string, slot: number): Ms {
		const key = `${timeZone} ${slot}`;
		const known = this.#offsets.get(key);
		if (known !== undefined) return known;
		const offset = this.#compute(timeZone, slot * SLOT_MS);
		if (this.#offsets.size >= MAX_SLOTS) this.#offsets.clear();
		this.#offsets.set(key, offset);
		return offset;
	}

	#compute(timeZone: string, atMs: Ms): Ms {
		const fields = new Map(
			this.#format(timeZone)
				.formatToParts(atMs)
				.map(({ type, value }) => [type, Number(value)])
		);
		const field = (type: Intl.DateTimeFormatPartTypes): number => fields.get(type) ?? 0;
		const local = Date.UTC(
			field('year'),
			field('month') - 1,
			field('day'),
			field('hour'),
			field('minute'),
			field('second')
		);
		return local - Math.floor(atMs / SECOND_MS) * SECOND_MS;
	}

	#format(timeZone: string): Intl.DateTimeFormat {
		const known = this.#formats.get(timeZone);
		if (known) return known;
		const format = formatIn(timeZone);
		this.#formats.set(timeZone, format);
		return format;
	}
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat('en-US', { timeZone, ...TO_THE_SECOND });
	} catch {
		return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...TO_THE_SECOND });
	}
}

/** The zone that this device's clock shows. */
export function deviceTimeZone(): string {
	return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
