import type { Actor } from '$lib/domain/command';
import { boardModel, type BoardModel, type Scope } from './board';
import { almanac, at, person, TestView, timeZone } from './test-view';

/** A project that 周敏 leads, with two others about. */
export function launch(): TestView {
	return new TestView().project('launch', '周敏').person('李强').person('王芳');
}

const LEAD: Actor = { id: person('周敏'), role: 'member' };

/** What the board shows: to the lead, of all projects, on Monday at 14:32, where nothing else is said. */
export function read(
	view: TestView,
	options: { scope?: Scope; actor?: Actor; nowMs?: number } = {}
): BoardModel {
	const { scope = 'all', actor = LEAD, nowMs = at('14:32') } = options;
	return boardModel(view, scope, { actor, nowMs, timeZone, almanac });
}

/** 李强 said done of the view's one task, and 王芳 late; `more` alters the conflict. */
export function disagree(
	view: TestView,
	authorAt: number,
	more: Parameters<TestView['put']>[1] | object = {}
): TestView {
	const parts = view.all('tasks')[0];
	if (!parts) throw new Error('a task to disagree about');
	return view.put('conflicts', {
		id: 'conflict0000001',
		project: parts.project,
		task: parts.id,
		author: person('李强'),
		authorAt,
		other: person('王芳'),
		otherAt: at('14:25'),
		fields: { status: { mine: 'done', theirs: 'late' } },
		...more
	});
}
