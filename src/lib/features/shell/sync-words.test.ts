import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setLocale } from '$lib/i18n';
import { syncWords } from './sync-words';

const NOW_MS = new Date(2026, 10, 23, 14, 35).getTime();
const SYNCED_AT = new Date(2026, 10, 23, 14, 10).getTime();
const calm = { queued: 0, choices: 0, failed: 0, syncedAt: SYNCED_AT, deactivated: false };

beforeEach(() => {
	vi.stubGlobal('document', { documentElement: { lang: '' } });
	setLocale('zh-CN');
});
afterEach(() => vi.unstubAllGlobals());

test('says since when all is synced, without an icon', () => {
	expect(syncWords({ ...calm, word: 'synced' }, NOW_MS)).toEqual({
		icon: null,
		text: '已同步 14:10'
	});
});

test('says how old the data is when the server cannot be reached', () => {
	expect(syncWords({ ...calm, word: 'offline' }, NOW_MS).text).toBe('离线 · 显示 14:10 的数据');
});

test('says that the account is off rather than that work is coming', () => {
	const off = { ...calm, syncedAt: 0, deactivated: true };
	expect(syncWords({ ...off, word: 'failed' }, NOW_MS)).toEqual({
		icon: 'wrong',
		text: '账号已停用'
	});
});

test('never says synced before the first sync', () => {
	const fresh = { ...calm, syncedAt: 0 };
	expect(syncWords({ ...fresh, word: 'synced' }, NOW_MS).text).toBe('正在取数据');
	expect(syncWords({ ...fresh, word: 'offline' }, NOW_MS).text).toBe('离线 · 还没有数据');
});
