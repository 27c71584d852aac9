export type Unit = 'ms' | 'kB' | 'MB' | '/s' | 'requests' | 'failures';

/** What is measured beside it in the same minutes. */
export type Reference = { readonly name: string; readonly value: number };

/** One line of the goal, and whether this run reached it. A benchmark never fails a build. */
export type Goal = { readonly words: string; readonly met: boolean };

export type Figure = {
	readonly name: string;
	readonly value: number;
	readonly unit: Unit;
	readonly goals: readonly Goal[];
	readonly reference: Reference | null;
	/** how it was measured, or what else was seen */
	readonly note: string;
};

export type Verdict = 'met' | 'missed' | 'for information';

export function verdictOf({ goals }: Figure): Verdict {
	if (goals.length === 0) return 'for information';
	return goals.every((goal) => goal.met) ? 'met' : 'missed';
}

/** Value over reference; null without one. */
export function ratioOf({ value, reference }: Figure): number | null {
	return reference === null ? null : value / reference.value;
}

export function atMost(limit: number, unit: Unit, value: number, what = ''): Goal {
	return { words: `${what}≤ ${format(limit)} ${unit}`, met: value <= limit };
}

/** For rates, where more is better. */
export function atLeastTimes(factor: number, value: number, reference: number): Goal {
	return { words: `≥ ${format(factor)} × reference`, met: value >= factor * reference };
}

/** For durations, where less is better: "twice as fast" is at most half the reference's time. */
export function timesAsFast(factor: number, valueMs: number, referenceMs: number): Goal {
	return {
		words: `${format(factor)} × as fast as reference`,
		met: valueMs * factor <= referenceMs
	};
}

export function atMostTimes(factor: number, value: number, reference: number): Goal {
	return { words: `≤ ${format(factor)} × reference`, met: value <= factor * reference };
}

/** Three significant digits, thousands apart by a thin space. */
export function format(value: number): string {
	if (!Number.isFinite(value)) return '–';
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	const text = value.toFixed(Number.isInteger(value) ? 0 : digits);
	return text.replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
