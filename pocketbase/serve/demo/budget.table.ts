import type { DepartmentKey } from './organisation.table';
import type { PhaseTable, ProjectTable, TaskRow } from './plan-table';

const drafts: readonly TaskRow[] = [
	['market', 10, '编市场部预算', 'Draft the budget of Marketing'],
	['sales', 10, '编销售部预算', 'Draft the budget of Sales'],
	['product', 8, '编产品部预算', 'Draft the budget of Product'],
	['rd', 12, '编研发部预算', 'Draft the budget of Engineering'],
	['purchasing', 10, '编采购部预算', 'Draft the budget of Purchasing'],
	['production', 12, '编生产部预算', 'Draft the budget of Production'],
	['quality', 8, '编质量部预算', 'Draft the budget of Quality'],
	['warehouse', 8, '编仓储部预算', 'Draft the budget of Warehouse'],
	['support', 8, '编客服部预算', 'Draft the budget of Support'],
	['legal', 6, '编法务部预算', 'Draft the budget of Legal'],
	['office', 8, '编总经办预算', 'Draft the budget of the General office']
];
const annexes: Partial<Record<DepartmentKey, TaskRow>> = {
	market: [
		'market',
		4,
		'列全年活动排期与费用',
		'List next year’s campaigns and costs',
		'活动表',
		'Campaign list'
	],
	sales: ['sales', 6, '分区域报销售目标', 'Sales targets by region', '目标表', 'Target sheet'],
	rd: ['rd', 6, '报新项目研发投入', 'Spending on new projects', '投入表', 'Spending sheet'],
	purchasing: [
		'purchasing',
		6,
		'测算主材降本 3 %',
		'Work out 3 % off main materials',
		'测算表',
		'Calculation'
	],
	production: [
		'production',
		6,
		'报设备更新清单',
		'List equipment to replace',
		'设备清单',
		'Equipment list'
	],
	quality: [
		'quality',
		4,
		'报检测仪器需求',
		'List test instruments needed',
		'仪器清单',
		'Instrument list'
	],
	product: [
		'product',
		4,
		'报认证与专利费用',
		'Certification and patent fees',
		'费用表',
		'Fee sheet'
	],
	warehouse: [
		'warehouse',
		4,
		'测算租仓与运费',
		'Work out rent and freight',
		'测算表',
		'Calculation'
	],
	support: ['support', 4, '测算保修与换新费用', 'Work out warranty costs', '测算表', 'Calculation'],
	office: ['office', 4, '汇总差旅与培训计划', 'Sum up travel and training plans', '计划表', 'Plans']
};

/** One track for each department: its draft, then the annex that goes with it. */
const drafting: PhaseTable = {
	name: { zh: '编制', en: 'Drafting' },
	from: -7,
	to: 6,
	tracks: drafts.map((draft) => {
		const annex = annexes[draft[0]];
		const row: TaskRow = [
			...([draft[0], draft[1], draft[2], draft[3]] as const),
			'预算表',
			'Budget sheet'
		];
		return annex ? [row, annex] : [row];
	}),
	gate: [
		'finance',
		4,
		'收齐各部门预算',
		'All departments’ budgets are in',
		'收件清单',
		'Receipt list'
	]
};

/** Annual budget: finance leads, all departments take part; just begun. */
export const budget: ProjectTable = {
	key: 'budget',
	scenario: 'budget',
	name: { zh: '年度预算：{year} 年', en: 'Annual budget {year}' },
	lead: 'zheng.min',
	leadDepartment: 'finance',
	members: [
		...(['liang.yi', 'xie.bo', 'he.yun', 'shen.mo', 'tang.ning', 'dong.jian'] as const),
		...(['fang.zhou', 'james.carter', 'sun.hao', 'head', 'cao.yan', 'zhang.wei'] as const),
		...(['shi.lan', 'wu.gang', 'jiang.hai', 'yu.xin', 'robert.chen'] as const)
	],
	observers: ['exec'],
	phases: [
		{
			name: { zh: '启动', en: 'Start' },
			from: -13,
			to: -8,
			tracks: [
				[
					[
						'finance',
						8,
						'整理前三年实际数',
						'Collect three years of actuals',
						'实际数表',
						'Actuals'
					],
					['finance', 6, '定编制口径与表样', 'Settle rules and forms', '编制手册', 'Manual'],
					[
						'finance',
						4,
						'培训各部门预算员',
						'Train the budget clerks',
						'培训记录',
						'Training record'
					]
				],
				[
					['office', 4, '下达年度经营目标', 'Issue the year’s targets', '目标书', 'Targets'],
					[
						'office',
						3,
						'确认组织与编制人数',
						'Confirm structure and headcount',
						'编制表',
						'Headcount'
					]
				]
			],
			gate: ['finance', 2, '预算启动会', 'Budget kick-off', '纪要', 'Minutes']
		},
		drafting,
		{
			name: { zh: '汇总', en: 'Consolidation' },
			from: 7,
			to: 14,
			tracks: [
				[
					['finance', 12, '合并费用预算', 'Consolidate expenses', '费用总表', 'Expenses'],
					['finance', 8, '编现金流预算', 'Draft the cash-flow budget', '现金流表', 'Cash flow'],
					['finance', 6, '做三种情景测算', 'Work out three scenarios', '情景表', 'Scenarios']
				],
				[
					[
						'purchasing',
						6,
						'核对采购与产量口径',
						'Match purchasing with output',
						'核对表',
						'Match sheet'
					],
					[
						'production',
						6,
						'核对产能与人工',
						'Match capacity with labour',
						'核对表',
						'Match sheet'
					],
					['sales', 6, '核对收入与回款', 'Match revenue with payments', '核对表', 'Match sheet']
				]
			],
			gate: [
				'finance',
				4,
				'总预算初稿',
				'First draft of the whole budget',
				'总预算 0.9',
				'Budget 0.9'
			]
		},
		{
			name: { zh: '评审', en: 'Review' },
			from: 15,
			to: 21,
			tracks: [
				[
					['finance', 6, '逐部门质询会', 'Question each department', '质询记录', 'Records'],
					['finance', 6, '汇总压减意见', 'Collect the cuts proposed', '意见表', 'Opinions'],
					['finance', 8, '改出预算二稿', 'Second draft', '总预算 1.0', 'Budget 1.0']
				],
				[
					['rd', 4, '研发项目优先级评审', 'Rank the engineering projects', '排序表', 'Ranking'],
					[
						'production',
						4,
						'设备投资回报评审',
						'Review the return on equipment',
						'评审表',
						'Review sheet'
					]
				]
			],
			gate: ['finance', 3, '预算委员会评审', 'Budget committee review', '评审结论', 'Verdict']
		},
		{
			name: { zh: '批复', en: 'Approval' },
			from: 22,
			to: 26,
			tracks: [
				[
					[
						'office',
						3,
						'提交董事会材料',
						'Hand the papers to the board',
						'董事会材料',
						'Board papers'
					],
					['finance', 4, '下达预算批复', 'Issue the approved budgets', '批复函', 'Approval letters']
				],
				[
					[
						'finance',
						4,
						'系统导入预算数',
						'Load the budget into the system',
						'导入记录',
						'Load record'
					],
					['legal', 3, '归档签署文件', 'File the signed papers', '归档清单', 'File list']
				]
			],
			gate: ['finance', 2, '预算编制复盘', 'Budget retrospective', '复盘报告', 'Retrospective']
		}
	]
};
