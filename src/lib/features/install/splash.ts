import { asset } from '$app/paths';

const TILE_PART = 0.26;
const ROUND_PART = 0.22;

/**
 * Gives an iPhone the picture that it shows while the app starts from the home screen: the mark in
 * the middle of the ground. It is drawn here, since each size of screen would need a file of its own,
 * and read when the person adds the app.
 *
 * @returns takes it away again
 */
export function offerSplash(): () => void {
	const link = document.createElement('link');
	link.rel = 'apple-touch-startup-image';
	const icon = new Image();
	icon.onload = () => {
		link.href = drawn(icon);
		document.head.append(link);
	};
	icon.src = asset('/icons/icon.svg');
	return () => {
		icon.onload = null;
		link.remove();
	};
}

function drawn(icon: HTMLImageElement): string {
	const canvas = document.createElement('canvas');
	canvas.width = screen.width * devicePixelRatio;
	canvas.height = screen.height * devicePixelRatio;
	const context = canvas.getContext('2d');
	if (!context) return '';
	const side = Math.min(canvas.width, canvas.height) * TILE_PART;
	context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--bg');
	context.fillRect(0, 0, canvas.width, canvas.height);
	const [left, top] = [(canvas.width - side) / 2, (canvas.height - side) / 2];
	context.roundRect(left, top, side, side, side * ROUND_PART);
	context.clip();
	context.drawImage(icon, left, top, side, side);
	return canvas.toDataURL();
}
