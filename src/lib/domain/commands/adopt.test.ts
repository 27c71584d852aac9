import { beforeEach, describe, expect, test } from 'vitest';
import { SmallServer, lead, project, staff, task } from '../../../../tests/fixtures/small-server';
import { learnBoardCommands } from '../board';
import { deriveRowId, type PersonId } from '../ids';
import { wholeRow } from '../rows';
import { reportFieldsOf } from './report';

learnBoardCommands();

let server: SmallServer;
beforeEach(() => {
	server = new SmallServer();
});

describe('adopting', () => {
	test('sets what was said in the lead’s name, and the history names its author', () => {
		server.leave();
		server.report('late', {}, { cause: 'material', note: 'No plates' });
		expect(server.answer('adopt', server.word)).toMatchObject({ outcome: 'applied' });
		expect(server.task).toMatchObject({ status: 'late', cause: 'material' });
		expect(server.events).toMatchObject([
			{ action: 'adopt', person: lead, author: staff, from: 'todo', to: 'late', note: 'No plates' }
		]);
		expect(server.unheardReports).toMatchObject([{ state: 'adopted', settledBy: lead }]);
		expect(server.words).toEqual([]);
	});

	test('credits its author, in whatever order it was said', () => {
		server.leave();
		server.report('late', {}, { cause: 'material' });
		server.report('late', {}, { percent: 40 });
		server.answer('adopt', server.word);
		expect(server.events).toMatchObject([{ author: staff, percent: 40, cause: 'material' }]);
	});

	test('asks where somebody else has spoken meanwhile, and asks once', () => {
		server.leave();
		server.report('done');
		const word = server.word;
		const base = { boot: server.boot, seq: server.store.head() };
		const colead = deriveRowId<PersonId>('colead');
		server.store.transaction(() => {
			server.store.insertRow('people', wholeRow('people', { id: colead }));
		});
		server.send('member.add', { project, person: colead, role: 'lead' }, { by: lead });
		server.report('late', { by: colead, device: deriveRowId('other phone') });
		expect(server.answer('adopt', word, { base })).toMatchObject({
			outcome: 'superseded',
			by: colead
		});
		expect(server.task.status).toBe('late');
		expect(server.openConflicts).toMatchObject([{ author: lead, other: colead }]);
		expect(server.events.map((event) => event.effective)).toEqual([true, false]);
		expect(server.words).toEqual([]);
	});

	test('is for those who lead, while the task is in the plan', () => {
		server.leave();
		server.report('done');
		const { reports, said } = server.word;
		const ids = reports.map(({ id }) => id);
		const args = { task, reports: ids, choice: 'adopt', set: said } as const;
		expect(server.send('report.adopt', args)).toMatchObject({ code: 'left_project' });
		server.send('task.remove', { task }, { by: lead });
		expect(server.send('report.adopt', args, { by: lead })).toMatchObject({ code: 'removed' });
	});

	test('names reports of that task alone', () => {
		server.leave();
		server.report('done');
		const [word] = server.words;
		const made = server.send('task.create', { project, title: 'Other' }, { by: lead });
		const other = deriveRowId<typeof task>(made.id, 'task');
		const reports = word?.reports.map(({ id }) => id) ?? [];
		const args = { task: other, reports, choice: 'put_aside' } as const;
		expect(server.send('report.adopt', args, { by: lead })).toMatchObject({ code: 'missing' });
	});

	test('the first one counts', () => {
		server.leave();
		server.report('done');
		const word = server.word;
		server.answer('put_aside', word);
		expect(server.answer('adopt', word)).toMatchObject({ outcome: 'noop' });
		expect(server.task.status).toBe('todo');
		expect(server.unheardReports).toMatchObject([{ state: 'put_aside' }]);
	});

	test('leaves open what came after it was decided', () => {
		server.leave();
		server.report('late');
		const word = server.word;
		server.report('done');
		server.answer('adopt', word);
		expect(server.task.status).toBe('late');
		expect(server.word.said).toMatchObject({ status: 'done' });
	});

	test('credits nobody with what they did not say', () => {
		server.leave();
		server.report('done');
		const word = server.word;
		server.answer('adopt', { ...word, said: { status: 'late' } });
		expect(server.events).toMatchObject([{ to: 'late', person: lead, author: '', note: '' }]);
	});

	test('is taken back as any word is, and then asks again', () => {
		server.leave();
		server.report('done');
		const before = reportFieldsOf(server.task);
		const { id } = server.answer('adopt', server.word);
		const said = reportFieldsOf(server.task);
		server.send('task.undo', { task, op: id, said, to: before }, { by: lead });
		expect(server.task.status).toBe('todo');
		expect(server.words).toHaveLength(1);
		expect(server.unheardReports).toMatchObject([{ state: 'open', settledBy: '', settledAt: 0 }]);
	});

	test('what was put aside by mistake is asked about again', () => {
		server.leave();
		server.report('done');
		const word = server.word;
		server.answer('put_aside', word);
		expect(server.words).toEqual([]);
		server.answer('reopen', word);
		expect(server.words).toHaveLength(1);
	});
});
