import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOST_ATTACHMENTS, attachmentId } from '$lib/domain/commands/attachments';
import { issueId } from '$lib/domain/commands/raise-issue';
import { deriveRowId, type AttachmentId } from '$lib/domain/ids';
import type { CommandArgs } from '$lib/domain/registry';
import { learnShiftCommands } from '$lib/domain/shift';
import { jpegWithPlace, tinyJpeg } from '../fixtures/pictures';
import type { Answer, Phone } from './support/client';
import { asRecord, rowOf } from './support/client';
import { personId, projectId, projectSpace, taskId } from './support/factory';
import { Listener } from './support/listener';
import { sql, startSite, type Site } from './support/site';

learnShiftCommands();
const JPEG = tinyJpeg();
const WEBM = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, ...Array<number>(60).fill(1)]);

let site: Site;
let member: Phone;
beforeAll(async () => {
	site = await startSite();
	member = await site.phone('member');
});
afterAll(() => site.stop());

type Told = Partial<CommandArgs['attachment.add']>;
/** A word of that person's own, for something to belong to. */
async function word(phone: Phone): Promise<Pick<CommandArgs['attachment.add'], 'subject'>> {
	const op = phone.op('issue.raise', { project: projectId('ours'), source: 'manual' });
	const [result] = await phone.push(op);
	expect(result?.outcome).toBe('applied');
	return { subject: issueId(op.id, { source: 'manual' }) };
}

async function told(phone: Phone, more: Told = {}): Promise<CommandArgs['attachment.add']> {
	const form = { form: 'photo', mime: 'image/jpeg', sizeBytes: JPEG.length } as const;
	return {
		...{ project: projectId('ours'), task: taskId('press'), subjectKind: 'issues' },
		...(more.subject === undefined ? await word(phone) : { subject: more.subject }),
		...form,
		...more
	};
}

/** The row, as its op makes it. */
async function add(phone: Phone = member, more: Told = {}): Promise<AttachmentId> {
	const op = phone.op('attachment.add', await told(phone, more));
	const [result] = await phone.push(op);
	expect(result?.outcome).toBe('applied');
	return attachmentId(op.id);
}

async function upload(
	phone: Pick<Phone, 'client'>,
	id: string,
	bytes: Uint8Array<ArrayBuffer> = JPEG,
	headers: Record<string, string> = {},
	query = ''
): Promise<Answer> {
	const { url, token } = phone.client;
	const response = await fetch(`${url}/api/muster/files/${id}${query}`, {
		method: 'POST',
		headers: { ...(token === null ? {} : { Authorization: token }), ...headers },
		body: bytes
	});
	const text = await response.text();
	const body: unknown = text.startsWith('{') ? JSON.parse(text) : null;
	return { status: response.status, headers: response.headers, text, body };
}

async function download(who: string, id: string, query = ''): Promise<Response> {
	const { url, token } = await site.signIn(who);
	return await fetch(`${url}/api/muster/files/${id}${query}`, {
		headers: { Authorization: token ?? '' }
	});
}

/** By PocketBase's own address for files, as whoever may list the row could ask for it. */
async function ownAddress(who: string, id: string): Promise<number> {
	const [row] = await sql(site.root, `SELECT file FROM attachments WHERE id = '${id}'`);
	const { token } = await (await site.signIn(who)).mustSend('POST', '/api/files/token');
	const path = `/api/files/attachments/${id}/${row?.[0] ?? ''}?token=${String(token)}`;
	return (await site.nobody.send('GET', path)).status;
}

const code = ({ status, body }: Answer) => [status, asRecord(body)['code']];

describe('the bytes of a photo', () => {
	test('follow its row, and are served as they came to whoever reads it', async () => {
		const id = await add();
		const answer = await upload(member, id);
		expect(answer.status).toBe(200);
		for (const who of ['member', 'lead', 'head', 'executive']) {
			const response = await download(who, id);
			expect([who, response.status]).toEqual([who, 200]);
			expect(new Uint8Array(await response.arrayBuffer())).toEqual(JPEG);
			expect(response.headers.get('Content-Type')).toBe('image/jpeg');
			expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
			expect(response.headers.get('Content-Disposition')).toMatch(
				/^(inline|attachment); filename=/
			);
			expect(response.headers.get('Content-Security-Policy')).toContain('sandbox');
			expect(response.headers.get('Cache-Control')).toBe('private, no-store');
		}
		expect((await download('lead', id, '?small')).status).toBe(200);
		const row = rowOf(await (await site.phone('lead', 'new')).pullAll(), id);
		expect(row['uploadedAt']).toBe(asRecord(answer.body)['uploadedAt']);
		expect(row).not.toHaveProperty('file');
	});

	test('are not shown to anybody else, in any way', async () => {
		const id = await add();
		await upload(member, id);
		for (const who of ['outsider', 'former', 'otherLead'])
			expect([who, (await download(who, id)).status]).toEqual([who, 404]);
		expect((await fetch(`${site.muster.url}/api/muster/files/${id}`)).status).toBe(401);
		const [row] = await sql(site.root, `SELECT file FROM attachments WHERE id = '${id}'`);
		const direct = `/api/files/attachments/${id}/${row?.[0] ?? ''}`;
		expect((await site.nobody.send('GET', direct)).status).toBe(404);
		expect(await ownAddress('outsider', id)).toBe(404);
	});

	test('that come twice are taken once', async () => {
		const id = await add();
		const first = await upload(member, id);
		const second = await upload(member, id, jpegWithPlace(JPEG));
		expect(second.status).toBe(200);
		expect(second.body).toEqual(first.body);
		expect((await (await download('lead', id)).arrayBuffer()).byteLength).toBe(JPEG.length);
	});

	test('tell the other phones that they have come', async () => {
		const id = await add();
		const listener = await Listener.connect(await site.signIn('lead'));
		await listener.subscribe([`space:${projectSpace('ours')}`]);
		const { head } = await (await site.phone('lead')).pullAll();
		await upload(member, id);
		await listener.until((poke) => (poke.head?.seq ?? 0) > head.seq);
		listener.close();
	});

	test('may come by the push credential of their device, after the session has ended', async () => {
		const id = await add();
		const { device } = member;
		const given = await member.client.mustSend('POST', '/api/muster/device', { device, label: '' });
		const headers = { 'X-Muster-Credential': String(given['credential']) };
		const nobody = { client: site.nobody };
		expect((await upload(nobody, id, JPEG, headers)).status).toBe(401);
		expect((await upload(nobody, id, JPEG, headers, `?device=${device}`)).status).toBe(200);
	});

	test('of a voice note are taken as what they are', async () => {
		const id = await add(member, {
			...{ form: 'voice', mime: 'audio/webm', sizeBytes: WEBM.length, durationMs: 4_000 }
		});
		expect((await upload(member, id)).status).toBe(415);
		expect((await upload(member, id, WEBM)).status).toBe(200);
		expect((await download('lead', id)).headers.get('Content-Type')).toBe('audio/webm');
	});
});

describe('are refused', () => {
	test('without a row', async () => {
		expect(code(await upload(member, deriveRowId('nothing')))).toEqual([404, 'missing']);
		expect(code(await upload(member, 'not-an-id'))).toEqual([400, 'invalid']);
	});

	test('from nobody, and from somebody else, the lead too', async () => {
		const id = await add();
		expect(code(await upload({ client: site.nobody }, id))).toEqual([401, 'unauthorized']);
		for (const who of ['lead', 'admin', 'outsider', 'otherLead'])
			expect([who, ...code(await upload(await site.phone(who), id))]).toEqual([
				...[who, 403, 'forbidden']
			]);
		expect((await download('member', id)).status).toBe(404);
	});

	test('from one who has left the project since', async () => {
		const leaver = await site.phone('colleague');
		const id = await add(leaver, { task: taskId('weld') });
		const lead = await site.phone('lead');
		const gone = { project: projectId('ours'), person: personId('colleague') };
		expect((await lead.give('member.remove', gone)).outcome).toBe('applied');
		expect(code(await upload(leaver, id))).toEqual([403, 'left_project']);
	});

	test('when they have been taken away, before or after they came', async () => {
		const [before, after] = [await add(), await add()];
		await upload(member, after);
		for (const id of [before, after]) await member.give('attachment.remove', { attachment: id });
		expect(code(await upload(member, before))).toEqual([403, 'removed']);
		expect((await download('lead', after)).status).toBe(404);
		expect(await ownAddress('lead', after)).toBe(404);
		for (const id of [before, after]) await member.give('attachment.restore', { attachment: id });
		expect((await upload(member, before)).status).toBe(200);
		expect((await download('lead', after)).status).toBe(200);
		expect(await ownAddress('lead', after)).toBe(200);
	});

	test.each(['ftypheic', 'ftypavif', 'ftypqt  '])(
		'when they are no recording but %s, at once and for good',
		async (brand) => {
			const bytes = Uint8Array.from(Buffer.from(`\0\0\0\x20${brand}\0\0\0\0`.padEnd(60, '\0')));
			const voice = { form: 'voice', mime: 'audio/mp4', durationMs: 1_000 } as const;
			const id = await add(member, { ...voice, sizeBytes: bytes.length });
			expect(code(await upload(member, id, bytes))).toEqual([415, 'wrong_type']);
		}
	);

	test.each([
		['a page', new TextEncoder().encode('<html><script>alert(1)</script></html>')],
		['a drawing', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')],
		['a picture of another kind', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
		['the beginning of a photo', JPEG.slice(0, 20)],
		['a recording', WEBM]
	])('when they are no photo but %s', async (_what, bytes) => {
		const id = await add(member, { sizeBytes: bytes.length });
		expect(code(await upload(member, id, bytes))).toEqual([415, 'wrong_type']);
	});

	test('when they are more or fewer than was told', async () => {
		const id = await add(member, { sizeBytes: JPEG.length + 1 });
		expect(code(await upload(member, id))).toEqual([400, 'invalid']);
	});

	test('when they are too many, or the picture has too many', async () => {
		const id = await add();
		const huge = new Uint8Array(2_500_000);
		huge.set(JPEG);
		expect(code(await upload(member, id, huge))).toEqual([413, 'too_large']);
		const wide = Uint8Array.from(JPEG);
		const frame = wide.findIndex((byte, at) => byte === 0xff && wide[at + 1] === 0xc0);
		wide.set([0x20, 0, 0x20, 0], frame + 5);
		const other = await add(member, { sizeBytes: wide.length });
		expect(code(await upload(member, other, wide))).toEqual([413, 'too_large']);
	});

	test('as the eleventh of one word: the row already is', async () => {
		const { subject } = await word(member);
		for (let i = 0; i < MOST_ATTACHMENTS; i++) await add(member, { subject });
		const op = member.op('attachment.add', await told(member, { subject }));
		const [result] = await member.push(op);
		expect(result).toMatchObject({ outcome: 'refused', code: 'too_many' });
		expect(code(await upload(member, attachmentId(op.id)))).toEqual([404, 'missing']);
	});
});

test('a backup holds them', async () => {
	const id = await add();
	await upload(member, id);
	await site.root.mustSend('POST', '/api/backups', { name: 'with_files.zip' });
	const { token } = await site.root.mustSend('POST', '/api/files/token');
	const path = `/api/backups/with_files.zip?token=${String(token)}`;
	const zip = await (await fetch(site.muster.url + path)).arrayBuffer();
	expect(Buffer.from(zip).toString('latin1')).toContain(`/${id}/photo_`);
});
