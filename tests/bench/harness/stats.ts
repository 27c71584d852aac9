/**
 * The nearest-rank percentile.
 *
 * @param share in (0, 1]: 0.95 for p95
 * @returns     NaN for no values
 */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export function median(values: readonly number[]): number {
	return percentile(values, 0.5);
}

export function p95(values: readonly number[]): number {
	return percentile(values, 0.95);
}

export function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
