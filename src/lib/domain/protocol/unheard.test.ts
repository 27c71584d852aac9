import { beforeEach, describe, expect, test } from 'vitest';
import {
	NOW,
	SmallServer,
	chance,
	lead,
	phone,
	project,
	staff,
	tablet,
	task
} from '../../../../tests/fixtures/small-server';
import { learnBoardCommands } from '../board';
import { reportFieldsOf } from '../commands/report';
import type { UnheardReport } from '../entities';
import { deriveRowId, makeUlid, type PersonId } from '../ids';
import { unheardWords } from '../rules/unheard';
import { wholeRow } from '../rows';
import { DAY_MS } from '../time';
import type { Op, Result } from './wire';

learnBoardCommands();

let server: SmallServer;
beforeEach(() => {
	server = new SmallServer();
});

describe('what somebody reports who has left the project', () => {
	test('is refused, and kept for those who lead, once', () => {
		server.leave();
		const before = reportFieldsOf(server.task);
		const said = { status: 'late', cause: 'material', expectedDay: '2026-11-25' } as const;
		const op = server.opOf('task.report', { task, ...said, note: 'No plates', before });
		const [result] = server.push([op]);
		expect(result).toMatchObject({ outcome: 'refused', code: 'left_project', passedOn: true });
		expect(server.push([op])).toEqual([result]);
		expect(server.unheardReports).toMatchObject([
			{
				...{ project, task, person: staff, op: op.id, n: op.n, said, note: 'No plates' },
				...{ occurredAt: NOW, receivedAt: server.receivedAt, state: 'open' }
			}
		]);
		expect(server.task.status).toBe('todo');
		expect(server.events).toEqual([]);
	});

	test('is one word, however many taps it took', () => {
		server.leave();
		server.report('late');
		server.report('late', { at: NOW + 1 }, { cause: 'material' });
		server.report('late', { at: NOW + 2 }, { expectedDay: '2026-11-25', note: 'No plates' });
		expect(server.word).toMatchObject({
			person: staff,
			said: { status: 'late', cause: 'material', expectedDay: '2026-11-25' },
			note: 'No plates',
			occurredAt: NOW + 2
		});
	});

	test('follows the order of its taps, whatever the phone’s clock says', () => {
		server.leave();
		server.report('done', { at: NOW + 500 });
		server.report('in_progress', { at: NOW - 500 });
		expect(server.word.said.status).toBe('in_progress');
	});

	test('is nobody’s to adopt when it is about the plan', () => {
		server.send('member.add', { project, person: staff, role: 'lead' }, { by: lead });
		server.leave();
		const result = server.send('task.edit', { task, set: { title: 'Mine' } });
		expect(result).toMatchObject({ code: 'left_project' });
		expect(result.passedOn).toBeUndefined();
		expect(server.unheardReports).toEqual([]);
	});

	test('is not kept where its author never had a part', () => {
		const stranger = deriveRowId<PersonId>('stranger');
		server.store.transaction(() => {
			server.store.insertRow('people', wholeRow('people', { id: stranger }));
		});
		expect(server.report('done', { by: stranger })).toMatchObject({ code: 'forbidden' });
		expect(server.unheardReports).toEqual([]);
	});

	test('goes where its task goes', () => {
		const other = server.addProject();
		server.leave();
		server.report('done');
		server.send('task.move', { task, project: other, phase: '' }, { by: lead });
		expect(unheardWords(server.store, other)).toHaveLength(1);
		expect(server.words).toEqual([]);
	});
});

describe('what they take back', () => {
	const undo = (op: Op['id'], to = reportFieldsOf(server.task)): Result =>
		server.send('task.undo', { task, op, said: reportFieldsOf(server.task), to });

	test('is asked about no more, if it was unheard itself', () => {
		server.leave();
		const { id } = server.report('done');
		expect(undo(id)).toMatchObject({ code: 'left_project', passedOn: true });
		expect(server.words).toEqual([]);
		expect(server.unheardReports).toMatchObject([{ state: 'withdrawn', settledBy: staff }]);
	});

	test('is a word of its own, if it was heard and stands', () => {
		const before = reportFieldsOf(server.task);
		const { id } = server.report('done');
		server.report('done', { by: lead, op: {} }, { percent: 90 });
		server.leave();
		expect(undo(id, before)).toMatchObject({ passedOn: true });
		// The lead has set the percentage since.
		expect(server.word.said).toEqual({ status: 'todo' });
	});

	test('is no word, if somebody else’s stands', () => {
		const before = reportFieldsOf(server.task);
		const { id } = server.report('done');
		server.report('late', { by: lead }, { percent: 10 });
		server.leave();
		expect(undo(id, before).passedOn).toBeUndefined();
		expect(server.unheardReports).toEqual([]);
	});
});

test('a new word of its author that is heard ends what was unheard', () => {
	server.leave();
	server.report('done');
	server.comeBack();
	expect(server.words).toHaveLength(1);
	server.report('late');
	expect(server.words).toEqual([]);
	expect(server.unheardReports).toMatchObject([{ state: 'withdrawn' }]);
});

describe('after a restore', () => {
	const lost = makeUlid(NOW - 500, chance);
	const made = { boot: lost, seq: 4_000 };

	test('what is forbidden still after seven days is kept, too', () => {
		const stranger = deriveRowId<PersonId>('stranger');
		server.store.transaction(() => {
			server.store.insertRow('people', wholeRow('people', { id: stranger }));
			server.store.start(makeUlid(NOW, chance));
		});
		const sent = { by: stranger, op: { made } };
		expect(server.report('done', sent)).toMatchObject({ outcome: 'later' });
		expect(server.unheardReports).toEqual([]);
		server.receivedAt = NOW + 8 * DAY_MS;
		expect(server.report('done', sent)).toMatchObject({ code: 'forbidden', passedOn: true });
		expect(server.words).toMatchObject([{ person: stranger, said: { status: 'done' } }]);
	});

	test('what had been passed on is passed on again, though its author has not left yet', () => {
		const was = { mark: made, outcome: 'refused' as const, passedOn: true };
		const result = server.report('done', { op: { base: null, fork: 1, was } });
		expect(result).toMatchObject({ outcome: 'refused', code: 'refused_before', passedOn: true });
		expect(server.words).toHaveLength(1);
		const before = { mark: made, outcome: 'refused' as const };
		expect(server.report('done', { op: { was: before } }).passedOn).toBeUndefined();
	});

	test('what was adopted holds, though the word itself is not back', () => {
		const fork = server.store.head();
		const was = {
			mark: { boot: lost, seq: fork + 9 },
			outcome: 'applied' as const,
			set: ['status']
		};
		const args = {
			...{ task, reports: [deriveRowId<UnheardReport['id']>('gone')], choice: 'adopt' as const },
			set: { status: 'done' as const, percent: 100 }
		};
		const again = server.opOf('report.adopt', args, { base: null, fork, was });
		expect(server.push([again], { by: lead, device: tablet })).toMatchObject([
			{ outcome: 'applied', set: ['status'] }
		]);
		expect(server.events).toMatchObject([{ action: 'adopt', person: lead, author: '' }]);
	});

	test('what was decided later on does not end with an older word that comes again', () => {
		server.leave();
		server.report('done');
		server.comeBack();
		const was = {
			...{ mark: { boot: makeUlid(NOW - 2_000, chance), seq: 1 }, outcome: 'applied' as const },
			set: ['status']
		};
		server.report('late', { device: phone, op: { base: null, fork: 1, was } });
		expect(server.words).toHaveLength(1);
	});
});
