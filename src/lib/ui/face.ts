/** What stands for a person in a circle: the family name in Chinese, initials elsewhere. */
export function faceOf(name: string): string {
	const words = name.trim().split(/\s+/u);
	const first = words[0] ?? '';
	if (/^\p{Script=Han}/u.test(first)) return first.slice(0, 1);
	const letters = [first, ...words.slice(1).slice(-1)].map((word) => word.match(/^./u)?.[0] ?? '');
	return letters.join('').toUpperCase();
}
