import type { Cause } from '$lib/domain/choices';
import type { Words } from './words';

/** What people write beside a tap, when they write anything. */
export const doneNotes: readonly Words[] = [
	{ zh: '已交，文件在共享盘', en: 'Handed in, file is on the share' },
	{ zh: '做完，数量对得上', en: 'Finished, the count is right' },
	{ zh: '完成，主管看过', en: 'Done, the supervisor has seen it' },
	{ zh: '比计划早，下一步可以开始', en: 'Earlier than planned, the next step can start' },
	{ zh: '完成，有两处小修改', en: 'Done, with two small changes' },
	{ zh: '已签字归档', en: 'Signed and filed' }
];
export const progressNotes: readonly Words[] = [
	{ zh: '过半，没有卡点', en: 'Over half, nothing in the way' },
	{ zh: '先做了难的部分', en: 'Did the hard part first' },
	{ zh: '今天能收尾大半', en: 'Most of it will be finished today' },
	{ zh: '等一个回复，不影响进度', en: 'Waiting for one answer, no delay' },
	{ zh: '数据还差两组', en: 'Two sets of data still missing' }
];
export const lateNotes: Readonly<Record<Cause, readonly Words[]>> = {
	person: [
		{ zh: '等对方部门给数', en: 'Waiting for the other department’s figures' },
		{ zh: '对接人出差，周内回', en: 'Their contact is travelling, back this week' }
	],
	material: [
		{ zh: '缺料，供应商改了交期', en: 'Parts missing, the supplier moved the date' },
		{ zh: '主板没到齐', en: 'Not all boards have arrived' }
	],
	information: [
		{ zh: '需求有两处没说清', en: 'Two requirements are unclear' },
		{ zh: '图纸版本对不上', en: 'The drawing versions do not match' }
	],
	equipment: [
		{ zh: '测试台在修', en: 'The test bench is being repaired' },
		{ zh: '设备被别的项目占着', en: 'Another project is using the machine' }
	],
	approval: [
		{ zh: '在等签字', en: 'Waiting for a signature' },
		{ zh: '合同还在审', en: 'The contract is still under review' }
	],
	other: [{ zh: '人手不够，往后排了', en: 'Too few hands, moved back' }]
};
export const leadNotes: readonly Words[] = [
	{ zh: '周例会上说要再等两天', en: 'Two more days, said in the weekly meeting' },
	{ zh: '现场看过，还没收尾', en: 'Seen on site, not finished yet' }
];
