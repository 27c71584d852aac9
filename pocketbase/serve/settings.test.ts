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

test('a variable that is set to nothing opens no network and writes into no other folder', () => {
	const empty = { MUSTER_HOST: '', MUSTER_DATA: '' };
	expect(readSettings([], empty)).toEqual(readSettings([], {}));
	expect(readSettings(['--demo'], empty)).toEqual(readSettings(['--demo'], {}));
});

test.each(['0', '65536', '80a', '', '-1', '8090.5'])('"%s" is no port', (port) => {
	expect(() => readSettings([], { MUSTER_PORT: port })).toThrow('is no port');
});

test('a base path begins with a slash and ends without one', () => {
	for (const path of ['', '/muster', '/tools/muster-2.0'])
		expect(readSettings([], { MUSTER_BASE_PATH: path }).basePath).toBe(path);
	for (const path of ['muster', '/', '/muster/', '//muster', '/../muster', '/a b', 'https://a.b'])
		expect(() => readSettings([], { MUSTER_BASE_PATH: path }), path).toThrow('no path');
});

test('a proxy is believed by the name of its header, and by none without it', () => {
	expect(readSettings([], { MUSTER_TRUSTED_PROXY: '' }).trustedProxy).toBeUndefined();
	const env = { MUSTER_TRUSTED_PROXY: 'X-Forwarded-For' };
	expect(readSettings([], env).trustedProxy).toBe('X-Forwarded-For');
	for (const text of ['1', 'X-Forwarded-For, X-Real-IP', '127.0.0.1', 'X-Forwarded-For:'])
		expect(() => readSettings([], { MUSTER_TRUSTED_PROXY: text }), text).toThrow('no name');
});

test('--fresh without the demo and unknown arguments are refused', () => {
	expect(() => readSettings(['--fresh'], {})).toThrow('not the demo');
	expect(() => readSettings(['--quick'], {})).toThrow(/^Unknown option '--quick'\.$/);
	expect(() => readSettings(['--demo=1'], {})).toThrow(/^Option '--demo' .*\.$/);
});

test('--restore names a backup, and lists them without one, as --backups does', () => {
	const named = { restore: '@auto.zip', listBackups: false };
	expect(readSettings(['--restore', '@auto.zip'], {})).toMatchObject(named);
	expect(readSettings(['--restore=@auto.zip'], {})).toMatchObject(named);
	for (const flag of ['--restore', '--backups'])
		expect(readSettings([flag], {})).toMatchObject({ restore: undefined, listBackups: true });
	expect(() => readSettings(['@auto.zip'], {})).toThrow('@auto.zip');
	expect(() => readSettings(['--restore', 'a.zip', 'b.zip'], {})).toThrow('b.zip');
	expect(() => readSettings(['--demo', '--fresh', '--restore', 'a.zip'], {})).toThrow('exclude');
});
