import { expect, test } from 'vitest';
import { readSettings } from './settings';

test('without anything it serves this machine only, on 8090, from ./data', () => {
	const settings = readSettings([], {});
	expect(settings).toMatchObject({ host: '127.0.0.1', port: 8090, demo: false, fresh: false });
	expect(settings.dataRoot).toMatch(/[/\\]data$/);
});

test('the demo has its own folder, by flag or by variable', () => {
	expect(readSettings(['--demo'], {}).dataRoot).toMatch(/[/\\]data-demo$/);
	expect(readSettings([], { MUSTER_DEMO: '1' }).dataRoot).toMatch(/[/\\]data-demo$/);
});

test.each(['0', '65536', '80a', '', '-1', '8090.5'])('"%s" is no port', (port) => {
	expect(() => readSettings([], { MUSTER_PORT: port })).toThrow('is no port');
});

test('--fresh without the demo and unknown arguments are refused', () => {
	expect(() => readSettings(['--fresh'], {})).toThrow('not the demo');
	expect(() => readSettings(['--quick'], {})).toThrow('--quick');
});
