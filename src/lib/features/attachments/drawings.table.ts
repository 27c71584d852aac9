/** 24 × 24, strokes only. */
export const DRAWINGS = {
	camera:
		'M4.5 7.5h3l1.5-2.5h6l1.5 2.5h3a1 1 0 0 1 1 1v10h-17v-10a1 1 0 0 1 1-1zM8.7 13a3.3 3.3 0 1 0 6.6 0a3.3 3.3 0 1 0 -6.6 0z',
	picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M8 8.5h.01',
	mic: 'M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1 -6 0zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21'
} as const;
export type Drawing = keyof typeof DRAWINGS;
