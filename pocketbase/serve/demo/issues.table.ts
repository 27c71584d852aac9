import type { Cause, Impact, Need } from '$lib/domain/choices';
import type { PersonKey } from './organisation.table';
import type { DayIndex } from './plan-table';
import type { Words } from './words';

/** What has become of a problem by today; `new`: its solver has not said anything yet. */
export type IssueFate = 'new' | 'accepted' | 'resolved' | 'closed' | 'reopened' | 'withdrawn';

export type DemoIssue = {
	readonly reporter: PersonKey;
	readonly solver: PersonKey;
	/** whoever it was handed to after that */
	readonly handedTo?: PersonKey;
	readonly cause: Cause;
	readonly need: Need;
	readonly impact: Impact;
	readonly raisedIn: DayIndex;
	/** by when it should be solved */
	readonly dueIn: DayIndex;
	readonly note: Words;
	readonly fate: IssueFate;
	/** how it was solved, or why it should go higher up */
	readonly answer?: Words;
	readonly escalated?: true;
};

/** Problems that people reported by hand, by the key of their project. */
export const demoIssues: Readonly<Record<string, readonly DemoIssue[]>> = {
	lifecycle: [
		{
			...{ reporter: 'huang.mei', solver: 'head', handedTo: 'lin.tao' },
			...{ cause: 'material', need: 'resource', impact: 'high', raisedIn: -6, dueIn: -2 },
			note: { zh: '主板只到了 12 块，第二批还差 28 块', en: 'Only 12 boards came; 28 are missing' },
			fate: 'accepted'
		},
		{
			...{ reporter: 'zhang.wei', solver: 'lead', cause: 'equipment', need: 'decision' },
			...{ impact: 'high', raisedIn: -4, dueIn: 1 },
			note: {
				zh: '测试台只有一张，和客诉复测撞期',
				en: 'There is one test bench, and the complaint retest needs it too'
			},
			...{ fate: 'accepted', escalated: true },
			answer: {
				zh: '租一张要 1.2 万，超出我的权限',
				en: 'Renting one is 12,000, more than I may decide'
			}
		},
		{
			...{ reporter: 'staff', solver: 'lin.tao', cause: 'material', need: 'resource' },
			...{ impact: 'medium', raisedIn: -3, dueIn: -1, fate: 'resolved' },
			note: { zh: '夹具用的铜柱用完了', en: 'The copper posts for the fixture have run out' },
			answer: { zh: '已补 40 根，放在 2 号线料架', en: '40 more are on the rack of line 2' }
		},
		{
			...{ reporter: 'ma.chao', solver: 'xu.jia', cause: 'information', need: 'decision' },
			...{ impact: 'medium', raisedIn: -9, dueIn: -6, fate: 'closed' },
			note: {
				zh: '低速档噪声上限没写进规格',
				en: 'The limit for low-speed noise is not specified'
			},
			answer: {
				zh: '定为 32 dB，规格已改到 1.4 版',
				en: '32 dB, in version 1.4 of the specification'
			}
		},
		{
			...{ reporter: 'luo.bin', solver: 'wu.gang', cause: 'approval', need: 'decision' },
			...{ impact: 'low', raisedIn: -8, dueIn: -5, fate: 'reopened' },
			note: { zh: '首件检验单还没签', en: 'The first-piece form is not signed' },
			answer: { zh: '已签', en: 'Signed' }
		},
		{
			...{ reporter: 'emily.brown', solver: 'lead', cause: 'other', need: 'time' },
			...{ impact: 'low', raisedIn: -5, dueIn: -2, fate: 'withdrawn' },
			note: { zh: '说明书照片重复报了', en: 'The manual’s photos were reported twice' }
		}
	],
	campaign: [
		{
			...{ reporter: 'gao.fei', solver: 'robert.chen', cause: 'approval', need: 'decision' },
			...{ impact: 'high', raisedIn: -5, dueIn: -1, fate: 'new' },
			note: { zh: '广告语等法务审，印刷厂在等', en: 'The slogan is with legal; the printer waits' }
		},
		{
			...{ reporter: 'ye.qing', solver: 'zhao.lei', cause: 'material', need: 'resource' },
			...{ impact: 'medium', raisedIn: -7, dueIn: -4, fate: 'closed' },
			note: { zh: '两个门店没收到展架', en: 'Two shops have no display stand' },
			answer: { zh: '已从上海仓补发', en: 'Sent from the Shanghai warehouse' }
		}
	],
	complaint: [
		{
			...{ reporter: 'peng.xue', solver: 'qian.kun', cause: 'information', need: 'resource' },
			...{ impact: 'high', raisedIn: -4, dueIn: 1, fate: 'accepted' },
			note: { zh: '缺 6 台退机的充电记录', en: 'Charging logs of 6 returned units are missing' }
		},
		{
			...{ reporter: 'yu.xin', solver: 'han.lu', cause: 'person', need: 'time' },
			...{ impact: 'medium', raisedIn: -6, dueIn: -3, fate: 'closed' },
			note: { zh: '道歉信的措辞等法务回', en: 'The letter’s wording is with legal' },
			answer: { zh: '已定稿，客服可发', en: 'Final; support may send it' }
		}
	],
	budget: [
		{
			...{ reporter: 'cao.yan', solver: 'head', cause: 'information', need: 'decision' },
			...{ impact: 'medium', raisedIn: -2, dueIn: 2, fate: 'new' },
			note: { zh: '主材涨价按 5% 还是 8% 估', en: 'Is the rise in material 5 % or 8 %?' }
		},
		{
			...{ reporter: 'shi.lan', solver: 'xie.bo', cause: 'other', need: 'time' },
			...{ impact: 'low', raisedIn: -5, dueIn: -3, fate: 'resolved' },
			note: { zh: '模板里折旧一栏公式错', en: 'The depreciation column has a wrong formula' },
			answer: { zh: '模板已换成 2 版', en: 'Version 2 of the template has it right' }
		}
	]
};
