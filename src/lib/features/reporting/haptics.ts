/** What a hand feels, on phones that can: UX §5. Saved on the phone feels the same as sent. */
const PATTERNS_MS = {
	done: 20,
	late: [20, 40, 20],
	undo: 10,
	error: [60, 40, 60]
} as const satisfies Record<string, number | readonly number[]>;

export type Feeling = keyof typeof PATTERNS_MS;
export type Buzz = (feeling: Feeling) => void;

/** To be called inside the tap; does nothing where the browser has no vibration. */
export const buzz: Buzz = (feeling) => {
	if (!('vibrate' in navigator)) return;
	const pattern = PATTERNS_MS[feeling];
	navigator.vibrate(typeof pattern === 'number' ? pattern : [...pattern]);
};
