import { expect, test } from 'vitest';
import { deviceIcon, deviceName } from './device-name';

test.each([
	[
		'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36',
		'Android · Chrome'
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/17.5 Safari/604.1',
		'iPhone · Safari'
	],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0',
		'Windows · Edge'
	],
	['Mozilla/5.0 (Linux; Android 13) Chrome/107 MicroMessenger/8.0.50', 'Android · WeChat'],
	['a scanner of our own', '']
])('%s is called %s', (label, name) => {
	expect(deviceName(label)).toBe(name);
});

test('its sign is that of a phone, a tablet or a laptop', () => {
	const phone =
		'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';
	expect(deviceIcon(phone)).toBe('phone');
	expect(deviceIcon(phone.replace(' Mobile', ''))).toBe('tablet');
	expect(deviceIcon('Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile')).toBe('phone');
	expect(deviceIcon('Mozilla/5.0 (Tablet; OpenHarmony 5.0) Mobile')).toBe('tablet');
	expect(deviceIcon('Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0')).toBe('laptop');
	expect(deviceIcon('')).toBe('laptop');
});
