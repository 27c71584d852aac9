/** One part of an icon on a 24 × 24 grid: stroked, filled too, or cut out of a fill below it. */
export type IconPart = { readonly d: string; readonly paint?: 'fill' | 'cut' };
