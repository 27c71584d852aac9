import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SealedQueue, Session, SignInOutcome } from '$lib/features/session';
import type { PersonId } from '$lib/domain/ids';
import { setLocale } from '$lib/i18n';
import { SignIn } from './sign-in.svelte';

// A person's id as the server would have sent it.
const LI = { personId: 'li' as PersonId, name: '李强', queued: 2 };

class FakeSession implements Session {
	readonly state = 'signed_out';
	readonly expired = false;
	readonly storageFailed = false;
	readonly asked: string[] = [];
	constructor(
		readonly answer: SignInOutcome,
		readonly sealed: readonly SealedQueue[] = []
	) {}
	signIn(identity: string): Promise<SignInOutcome> {
		this.asked.push(identity);
		return Promise.resolve(this.answer);
	}
	openDoor(): Promise<never> {
		return Promise.reject(new Error('not asked for here'));
	}
}

function filled(answer: SignInOutcome, sealed: readonly SealedQueue[] = []) {
	const session = new FakeSession(answer, sealed);
	const form = new SignIn(session);
	form.identity = ' 20417 ';
	form.password = 'secret';
	return { session, form };
}

beforeEach(() => {
	vi.stubGlobal('document', { documentElement: { lang: '' } });
	setLocale('zh-CN');
});
afterEach(() => vi.unstubAllGlobals());

describe('signing in', () => {
	test('asks for what is missing before it asks the server', async () => {
		const session = new FakeSession({ kind: 'signed_in' });
		const form = new SignIn(session);
		expect(await form.submit()).toBe('identity');
		form.identity = '20417';
		expect(await form.submit()).toBe('password');
		expect(form.problemAt('password')).toBe('请填写密码。');
		expect(session.asked).toEqual([]);
	});

	test('forgets the password once it has been taken', async () => {
		const { session, form } = filled({ kind: 'signed_in' });
		expect(await form.submit()).toBeNull();
		expect([session.asked, form.password]).toEqual([['20417'], '']);
	});

	test('keeps what was typed when the password is wrong', async () => {
		const { form } = filled({ kind: 'wrong' });
		expect(await form.submit()).toBe('password');
		expect(form.password).toBe('secret');
		expect(form.problemAt('password')).toContain('密码和账号对不上');
	});

	test('without a connection says that unsent work is safe where there is some', async () => {
		const bare = filled({ kind: 'unreachable' });
		await bare.form.submit();
		expect(bare.form.problemAt('form')).toContain('第一次登录需要联网');
		const kept = filled({ kind: 'unreachable' }, [LI]);
		await kept.form.submit();
		expect(kept.form.problemAt('form')).toContain('都还在本机');
	});

	test('says how long to wait after too many attempts', async () => {
		const { form } = filled({ kind: 'busy', retryAfterMs: 90_000 });
		await form.submit();
		expect(form.problemAt('form')).toBe(
			'密码错了太多次，请 2 分钟后再试。没发送的内容都还在本机。'
		);
	});

	test('may be tried again after something that nobody expected', async () => {
		const { session, form } = filled({ kind: 'signed_in' });
		vi.spyOn(session, 'signIn').mockRejectedValueOnce(new Error('unexpected'));
		await expect(form.submit()).rejects.toThrow('unexpected');
		expect(form.pending).toBe(false);
		expect(await form.submit()).toBeNull();
		expect(form.password).toBe('');
	});

	test('asks once, however often the button is tapped', async () => {
		const { session, form } = filled({ kind: 'signed_in' });
		await Promise.all([form.submit(), form.submit()]);
		expect(session.asked).toHaveLength(1);
	});
});
