import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './support/client';
import { departmentId, personId, projectId, projectSpace, taskId } from './support/factory';
import { Listener } from './support/listener';
import { startSite, type Site } from './support/site';

let site: Site;
const listeners: Listener[] = [];
beforeAll(async () => {
	site = await startSite();
});
afterAll(async () => {
	for (const listener of listeners) listener.close();
	await site.stop();
});

async function listen(client: Client): Promise<Listener> {
	const listener = await Listener.connect(client);
	listeners.push(listener);
	return listener;
}

const OURS = `space:${projectSpace('ours')}`;
const title = (text: string) => ({ task: taskId('weld'), set: { title: text } });

describe('a poke', () => {
	test('follows a push, names the space and the head, and carries no data', async () => {
		const listener = await listen(await site.signIn('member'));
		expect(await listener.subscribe([OURS])).toBe(204);
		const lead = await site.phone('lead', 'poker');
		await lead.push(lead.op('task.edit', title('Poked')));
		const { head } = await lead.pull();
		expect(await listener.next(OURS)).toEqual({ space: projectSpace('ours'), head });
	});

	test('follows an edit in the dashboard', async () => {
		const listener = await listen(await site.signIn('member'));
		await listener.subscribe([OURS]);
		const path = `/api/collections/tasks/records/${taskId('weld')}`;
		await site.root.mustSend('PATCH', path, { title: 'By hand' });
		const lead = await site.phone('lead', 'after');
		const { head } = await lead.pull();
		expect(await listener.next(OURS)).toEqual({ space: projectSpace('ours'), head });
	});

	test('reaches the spaces that were touched, and no others', async () => {
		const listener = await listen(await site.signIn('admin'));
		const other = `space:${projectSpace('other')}`;
		await listener.subscribe([OURS, other, 'space:org', 'space:portfolio']);
		const lead = await site.phone('lead', 'narrow');
		await lead.push(lead.op('task.edit', title('Narrow')));
		await listener.next(OURS);
		const otherLead = await site.phone('otherLead', 'narrow');
		await otherLead.give('task.edit', { task: taskId('sell'), set: { title: 'Sold' } });
		await listener.next(other);
		expect(listener.received.map((poke) => poke.topic)).toEqual([OURS, other]);
	});

	test('comes for the last of many writes at once', async () => {
		const listener = await listen(await site.signIn('member'));
		await listener.subscribe([OURS]);
		const phones = await Promise.all(
			Array.from({ length: 16 }, (_, i) => site.phone('lead', `many ${String(i)}`))
		);
		await Promise.all(
			phones.map((phone, i) => phone.push(phone.op('task.edit', title(`Many ${String(i)}`))))
		);
		const { head } = await (await site.phone('lead', 'many 0')).pull();
		await listener.until((poke) => poke.head?.seq === head.seq);
		expect(listener.received.length).toBeLessThanOrEqual(phones.length);
	});

	test('no longer comes to somebody who has been taken out of the project', async () => {
		const lead = await site.phone('lead', 'remover');
		const pair = { project: projectId('ours'), person: personId('outsider') };
		await lead.give('member.add', { ...pair, role: 'member' });
		const listener = await listen(await site.signIn('outsider'));
		const own = `space:u:${personId('outsider')}`;
		expect(await listener.subscribe([OURS, own])).toBe(204);
		await lead.give('member.remove', pair);
		await listener.next(own);
		await lead.push(lead.op('task.edit', title('Unheard')));
		await lead.give('member.add', { ...pair, role: 'member' });
		await listener.next(own);
		expect(listener.received.map((poke) => poke.topic)).toEqual([own, own]);
	});

	const person = (name: string): string => `people/records/${personId(name)}`;
	const department = `departments/records/${departmentId('making')}`;
	test.each([
		['deactivated', 'colleague', person('colleague'), 'active', false, true],
		['no executive now', 'executive', person('executive'), 'role', 'member', 'executive'],
		['no head now', 'head', department, 'head', '', personId('head')]
	])('no longer comes to somebody who is %s', async (_what, name, path, field, now, then) => {
		const listener = await listen(await site.signIn(name));
		expect(await listener.subscribe([OURS])).toBe(204);
		const set = async (value: unknown): Promise<unknown> =>
			await site.root.mustSend('PATCH', `/api/collections/${path}`, { [field]: value });
		await set(now);
		const witness = await listen(await site.signIn('member'));
		await witness.subscribe([OURS]);
		const lead = await site.phone('lead', name);
		await lead.push(lead.op('task.edit', title(`Unheard by the ${name}`)));
		// Listeners are told in the order in which they came.
		await witness.next(OURS);
		expect(listener.received).toEqual([]);
		await set(then);
	});
});

describe('a subscription', () => {
	test('begins with where its space stands, so that nothing can have been missed', async () => {
		const lead = await site.phone('lead', 'before');
		await lead.give('task.edit', title('Before'));
		const { head } = await lead.pull();
		const listener = await listen(await site.signIn('member'));
		await listener.subscribe([OURS, 'space:org']);
		expect(listener.greetings.get(OURS)).toMatchObject({ space: projectSpace('ours') });
		expect(listener.greetings.get(OURS)?.head?.boot).toBe(head.boot);
		expect(listener.greetings.get(OURS)?.head?.seq).toBeLessThanOrEqual(head.seq);
		expect(listener.greetings.get('space:org')?.head?.seq).toBeLessThan(head.seq);
		await lead.give('task.edit', title('After'));
		expect((await listener.next(OURS)).head?.seq).toBeGreaterThan(head.seq);
	});

	test.each([
		['a project one has no part in', 'otherHead', OURS],
		['a project one has left', 'former', OURS],
		['somebody else’s own space', 'lead', `space:u:${personId('member')}`],
		['the portfolio', 'member', 'space:portfolio'],
		['a collection', 'admin', 'tasks/*'],
		['a record', 'admin', `tasks/${taskId('weld')}`],
		['a topic with options', 'admin', `${OURS}?options={}`]
	])('to %s is refused', async (_name, person, topic) => {
		const listener = await listen(await site.signIn(person));
		expect(await listener.subscribe([topic])).toBe(403);
	});

	test('without a session is refused, and one forbidden topic refuses them all', async () => {
		const nobody = await listen(site.nobody);
		expect(await nobody.subscribe(['space:org'])).toBe(403);
		const member = await listen(await site.signIn('member'));
		expect(await member.subscribe([OURS, 'space:portfolio'])).toBe(403);
	});

	test('of heads and executives follows what they may read', async () => {
		const head = await listen(await site.signIn('head'));
		expect(await head.subscribe(['space:org', OURS])).toBe(204);
		const executive = await listen(await site.signIn('executive'));
		expect(await executive.subscribe(['space:portfolio', OURS])).toBe(204);
	});
});
