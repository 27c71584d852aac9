import type { IconName } from '$lib/ui/icons.table';

/** Browsers say of themselves what others are too: the first that fits is meant. */
const BROWSERS: readonly [RegExp, string][] = [
	[/MicroMessenger/, 'WeChat'],
	[/DingTalk/, 'DingTalk'],
	[/Lark|Feishu/, 'Feishu'],
	[/HuaweiBrowser/, 'Huawei Browser'],
	[/MiuiBrowser/, 'Mi Browser'],
	[/SamsungBrowser/, 'Samsung Internet'],
	[/Edg/, 'Edge'],
	[/OPR|Opera/, 'Opera'],
	[/Firefox|FxiOS/, 'Firefox'],
	[/Chrome|CriOS|Chromium/, 'Chrome'],
	[/Safari/, 'Safari']
];
const SYSTEMS: readonly [RegExp, string][] = [
	[/iPhone/, 'iPhone'],
	[/iPad/, 'iPad'],
	[/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
	[/Android/, 'Android'],
	[/Windows/, 'Windows'],
	[/CrOS/, 'ChromeOS'],
	[/Mac OS X|Macintosh/, 'Mac'],
	[/Linux/, 'Linux']
];

/** The first that fits is meant: an Android without the word is a tablet. */
const KINDS: readonly [RegExp, IconName][] = [
	[/iPad|Tablet|Android(?!.*Mobile)/, 'tablet'],
	[/iPhone|Android|HarmonyOS|OpenHarmony|Mobile/, 'phone']
];

/** The sign for what a browser's own name says it runs on; a laptop where it says nothing else. */
export function deviceIcon(label: string): IconName {
	return KINDS.find(([known]) => known.test(label))?.[1] ?? 'laptop';
}

/**
 * What people call a device, from what its browser calls itself: `Android · Chrome`.
 *
 * @returns '' when nothing in it is known
 */
export function deviceName(label: string): string {
	const found = [SYSTEMS, BROWSERS].map((table) => table.find(([known]) => known.test(label))?.[1]);
	return found.filter((name) => name !== undefined).join(' · ');
}
