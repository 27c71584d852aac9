import type { IconPart } from './icon-part';
import type { RarerIcon } from './rarer-icons.table';

/**
 * What the first screen may show, drawn for Muster: 2 px stroke, round caps and joins. Each one is
 * loaded before the first tap; what only later screens show stands among the rarer ones.
 */
export const ICONS = {
	todo: [{ d: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0z' }],
	doing: [
		{ d: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0z' },
		{ d: 'M12 3.5a8.5 8.5 0 0 0 0 17z', paint: 'fill' }
	],
	late: [{ d: 'M12 4 21 19.5H3zM12 10v4M12 16.6v.01' }],
	done: [{ d: 'm4.5 12.5 5 5 10-11' }],
	overdue: [{ d: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0zM12 7v5l3.5 2' }],
	blocked: [
		{
			d: 'M7.5 4.5h9a3 3 0 0 1 3 3v9a3 3 0 0 1 -3 3h-9a3 3 0 0 1 -3 -3v-9a3 3 0 0 1 3 -3z',
			paint: 'fill'
		}
	],
	dueToday: [
		{ d: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0z' },
		{ d: 'M12 12V3.5a8.5 8.5 0 0 1 8.5 8.5z', paint: 'fill' }
	],
	decide: [{ d: 'M6.5 3.5h11M6.5 20.5h11M8 3.5V7l4 5-4 5v3.5M16 3.5V7l-4 5 4 5v3.5' }],
	queued: [{ d: 'm6 10 6-6 6 6M12 4v7M12 15v1M12 20v.01' }],
	right: [{ d: 'm9 5 7 7-7 7' }],
	down: [{ d: 'm6 9.5 6 6 6-6' }],
	up: [{ d: 'm6 14.5 6-6 6 6' }],
	close: [{ d: 'm6 6 12 12M18 6 6 18' }],
	undo: [{ d: 'M8.5 5 4 9.5 8.5 14M4 9.5h10a5.25 5.25 0 0 1 0 10.5h-3' }],
	today: [
		{
			d: 'M7 5h10a3 3 0 0 1 3 3v9.5a3 3 0 0 1 -3 3h-10a3 3 0 0 1 -3 -3v-9.5a3 3 0 0 1 3 -3zM4 10.5h16M8.5 3v4M15.5 3v4'
		}
	],
	me: [{ d: 'M8 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0zM4.5 20.5a7.5 7.5 0 0 1 15 0' }],
	board: [
		{
			d: 'M5.5 4h4a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1 -1.5 1.5h-4a1.5 1.5 0 0 1 -1.5 -1.5v-6a1.5 1.5 0 0 1 1.5 -1.5zM16.5 4h2a1.5 1.5 0 0 1 1.5 1.5v2a1.5 1.5 0 0 1 -1.5 1.5h-2a1.5 1.5 0 0 1 -1.5 -1.5v-2a1.5 1.5 0 0 1 1.5 -1.5zM16.5 13h2a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1 -1.5 1.5h-2a1.5 1.5 0 0 1 -1.5 -1.5v-4a1.5 1.5 0 0 1 1.5 -1.5zM4 17h7v3H4z'
		}
	],
	more: [{ d: 'M5.5 12h.01M12 12h.01M18.5 12h.01' }],
	eye: [
		{
			d: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM9.2 12a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0z'
		}
	],
	/* An error in a form has another shape than the late triangle. */
	wrong: [{ d: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0zM9 9l6 6M15 9l-6 6' }],
	eyeOff: [
		{
			d: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM9.2 12a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0zM4.5 19.5l15-15'
		}
	],
	retry: [{ d: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5' }],
	offline: [
		{
			d: 'M3.5 9.5a12.5 12.5 0 0 1 4-2.6M11 6a12.5 12.5 0 0 1 9.5 3.5M7 13.5a7.5 7.5 0 0 1 4-2M12 18.5v.01M4 3.5l16 17'
		}
	],
	back: [{ d: 'm11 5-7 7 7 7M4.5 12H20' }],
	globe: [
		{
			d: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0zM3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17z'
		}
	]
} as const satisfies Record<string, readonly IconPart[]>;

export type IconName = keyof typeof ICONS | RarerIcon;
