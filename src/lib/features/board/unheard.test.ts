import { describe, expect, test } from 'vitest';
import { brandAs } from '$lib/domain/brand';
import type { Actor } from '$lib/domain/command';
import type { Rows } from '$lib/domain/entities';
import { deriveRowId, makeUlid, type Ulid, type UnheardReportId } from '$lib/domain/ids';
import { membershipId } from '$lib/domain/rules/rights';
import { boardModel, type BoardModel } from './model/board';
import { at, person, project, rev, task, TestView, timeZone, almanac } from './model/test-view';
import { BoardScreen, HOLD_MS, STEP_MS } from './board-screen.svelte';
import { FakeMuster } from './test-muster';
import { ManualTiming } from './test-timing';

const LEAD: Actor = { id: person('周敏'), role: 'member' };
const unheard = (name: string): UnheardReportId => deriveRowId<UnheardReportId>('unheard', name);

/** 李强 has left the launch, and said something about its one task when he had. */
function launch(): TestView {
	const left = { project: project('launch'), person: person('李强'), removed: true };
	return new TestView()
		.project('launch', '周敏')
		.person('李强')
		.put('memberships', { id: membershipId(left.project, left.person), ...left })
		.task('parts', 'launch', { status: 'in_progress', since: at('09:00'), by: '周敏' });
}
function say(view: TestView, name: string, row: Partial<Rows['unheard_reports']> = {}): TestView {
	return view.put('unheard_reports', {
		id: unheard(name),
		...{ project: project('launch'), task: task('parts'), person: person('李强') },
		...{ said: { status: 'done', percent: 100 }, n: 1 },
		...{ occurredAt: at('09:40'), receivedAt: at('14:20') },
		...row
	});
}
function read(view: TestView, actor = LEAD): BoardModel {
	return boardModel(view, 'all', { actor, nowMs: at('14:32'), timeZone, almanac });
}

describe('what somebody said before leaving', () => {
	test('stands beside what counts now, and may be answered by whoever leads', () => {
		const [card] = read(say(launch(), 'a', { note: 'all twelve' })).unheard;
		expect(card).toMatchObject({
			author: { person: '李强', atMs: at('09:40'), said: { status: 'done', percent: 100 } },
			standing: { person: '周敏', atMs: at('09:00'), said: { status: 'in_progress' } },
			word: { note: 'all twelve' },
			...{ hasLeft: true, mayAnswer: true, answer: null }
		});
	});

	test('is one card of all taps, in their order', () => {
		const view = say(launch(), 'later', { n: 7, said: { status: 'late', cause: 'material' } });
		say(view, 'first', { n: 6, said: { status: 'late' }, note: 'no plates' });
		const cards = read(view).unheard;
		expect(cards.map((card) => card.word.reports.map(({ id }) => id))).toEqual([
			[unheard('first'), unheard('later')]
		]);
		expect(cards[0]?.author.said).toEqual({ status: 'late', cause: 'material' });
	});

	test('counts with what people disagree about', () => {
		const tiles = read(say(launch(), 'a')).tiles;
		expect(tiles.find(({ name }) => name === 'disagreements')).toEqual({
			...{ name: 'disagreements', value: 1, longestMs: at('14:32') - at('09:40') }
		});
	});

	test('is only read by who does not lead, and asks nobody once the task is out of the plan', () => {
		const view = say(launch(), 'a');
		const executive: Actor = { id: person('吴总'), role: 'executive' };
		expect(read(view, executive).unheard[0]?.mayAnswer).toBe(false);
		expect(read(view.task('parts', 'launch', { removed: true })).unheard).toEqual([]);
	});

	test('says of somebody who is back that they had no right to', () => {
		const view = say(launch(), 'a');
		const back = { project: project('launch'), person: person('李强') };
		view.put('memberships', { id: membershipId(back.project, back.person), ...back });
		expect(read(view).unheard[0]?.hasLeft).toBe(false);
	});
});

describe('answering it', () => {
	function board(view: TestView) {
		const [timing, muster] = [new ManualTiming(), new FakeMuster(view, '周敏')];
		const screen = new BoardScreen(muster, 'all', timing);
		timing.pass(STEP_MS);
		return { timing, muster, screen };
	}
	const op = brandAs<Ulid>(makeUlid(at('14:30'), () => 0));
	const settled = { settledBy: person('周敏'), settledAt: at('14:30') };

	test('names all that was read, and what it says together', () => {
		const { muster, screen } = board(say(launch(), 'a'));
		const [card] = screen.unheard;
		if (!card) throw new Error('a card');
		screen.answer(card, 'adopt');
		screen.answer(card, 'put_aside');
		const about = { task: task('parts'), reports: [unheard('a')] };
		const set = { status: 'done', percent: 100 };
		expect(muster.sent.map(({ args }) => args)).toEqual([
			{ ...about, choice: 'adopt', set },
			{ ...about, choice: 'put_aside' }
		]);
	});

	test('leaves the card in its place with its answer while a finger is near', () => {
		const view = say(launch(), 'a');
		const { timing, screen } = board(view);
		screen.touch();
		say(view, 'a', { state: 'adopted', ...settled });
		screen.follow();
		expect(screen.unheard).toMatchObject([
			{ mayAnswer: false, answer: { isAdopted: true, by: '周敏', atMs: at('14:30') } }
		]);
		timing.pass(HOLD_MS);
		expect(screen.unheard).toEqual([]);
		expect(screen.model.answered).toMatchObject([{ title: 'parts', isAdopted: true, by: '周敏' }]);
	});

	test('is taken back where it was put aside, by asking again', () => {
		const view = say(launch(), 'a', { state: 'put_aside', ...settled });
		const { muster, screen } = board(view);
		const [word] = screen.model.answered;
		expect(word?.mayTakeBack).toBe(true);
		if (word) screen.takeBack(word);
		expect(muster.sent).toEqual([
			{
				name: 'report.adopt',
				args: { task: task('parts'), reports: [unheard('a')], choice: 'reopen' }
			}
		]);
	});

	test('is taken back where it was adopted, by the one who did, while it stands', () => {
		const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
		const view = launch();
		const revs = { state: { ...rev('周敏', at('14:30')), op } };
		say(view, 'a', { state: 'adopted', ...settled, revs });
		view.event('adopted', 'parts', '周敏', 'done', at('14:30'), { op, action: 'adopt', before });
		expect(board(view).screen.model.answered[0]?.mayTakeBack).toBe(false);
		view.put('tasks', {
			...{ id: task('parts'), project: project('launch'), status: 'done' },
			revs: { status: { ...rev('周敏', at('14:30')), op } }
		});
		const { muster, screen } = board(view);
		const [word] = screen.model.answered;
		expect(word?.mayTakeBack).toBe(true);
		if (word) screen.takeBack(word);
		expect(muster.sent).toMatchObject([{ name: 'task.undo', args: { op, to: before } }]);
	});

	test('waits in a queue that is read again once the board knows its words', () => {
		const view = say(launch(), 'a');
		const muster = new FakeMuster(view, '周敏');
		const made = { n: 1, v: 1, args: {}, clientAt: 0, offsetMs: 0, made: null, base: null };
		const item = { id: op, target: 'tasks/x', state: 'waiting', result: null } as const;
		muster.queue = [{ ...item, op: { id: op, name: 'task.report', ...made } }];
		new BoardScreen(muster, 'all', new ManualTiming()).leave();
		expect(muster.retries).toBe(0);
		muster.queue = [{ ...item, op: { id: op, name: 'report.adopt', ...made } }];
		new BoardScreen(muster, 'all', new ManualTiming()).leave();
		expect(muster.retries).toBe(1);
	});
});
