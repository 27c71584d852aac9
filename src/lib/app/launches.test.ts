import { expect, test } from 'vitest';
import { followLaunches } from './launches';

const ORIGIN = 'https://muster.test';

function open(openedWith: string) {
	const gone: string[] = [];
	let launch: (path: string | null) => void = () => undefined;
	const launchQueue = {
		setConsumer(consume: (params: { targetURL: string | null }) => void) {
			launch = (path) => consume({ targetURL: path === null ? null : ORIGIN + path });
		}
	};
	followLaunches({ launchQueue, openedWith: ORIGIN + openedWith }, (path) => gone.push(path));
	return { gone, launch: (path: string | null) => launch(path) };
}

test('the launch that has opened the page leads nowhere else, a later one to the same place does', () => {
	const { gone, launch } = open('/sync');
	launch('/sync');
	expect(gone).toEqual([]);
	launch('/sync');
	expect(gone).toEqual(['/sync']);
});

test('a shortcut leads on inside the app, its icon only brings it to the front', () => {
	const { gone, launch } = open('/today');
	launch('/board?show=open');
	launch('/');
	launch(null);
	expect(gone).toEqual(['/board?show=open']);
});

test('a browser without launches is left alone', () => {
	expect(() => followLaunches({ openedWith: ORIGIN }, () => undefined)).not.toThrow();
});
