import type { ProjectTable } from './plan-table';

/**
 * Product lifecycle: market → product → engineering → quality → operations; now in pilot run.
 *
 * One table, though long: days count from today, so that phases can only be moved together, and the
 * tasks chosen by hand name one another.
 */
export const lifecycle: ProjectTable = {
	key: 'lifecycle',
	scenario: 'lifecycle',
	name: { zh: '新品上市：便携净化器 P3', en: 'Product launch: portable purifier P3' },
	lead: 'lead',
	leadDepartment: 'product',
	members: [
		...(['zhao.lei', 'maria.lopez', 'xu.jia', 'james.carter', 'sun.hao', 'ma.chao'] as const),
		...(['anna.weber', 'staff', 'zhang.wei', 'huang.mei', 'luo.bin', 'head', 'lin.tao'] as const),
		...(['sun.li', 'wu.gang', 'jiang.hai', 'lu.ping', 'zeng.qi', 'emily.brown', 'ye.qing'] as const)
	],
	observers: ['he.yun'],
	phases: [
		{
			name: { zh: '立项', en: 'Initiation' },
			from: -43,
			to: -34,
			tracks: [
				[
					[
						'market',
						16,
						'访谈 20 位老用户',
						'Interview 20 existing users',
						'访谈纪要',
						'Interview notes'
					],
					[
						'market',
						12,
						'对比 6 款竞品',
						'Compare 6 competing products',
						'竞品对比表',
						'Comparison table'
					],
					[
						'product',
						10,
						'写产品需求书初稿',
						'Draft the product requirements',
						'需求书 0.8',
						'Requirements 0.8'
					]
				],
				[
					[
						'rd',
						8,
						'评估风机与电池方案',
						'Assess fan and battery options',
						'方案比较',
						'Options compared'
					],
					[
						'purchasing',
						6,
						'询关键料价格与交期',
						'Ask price and lead time of key parts',
						'询价单',
						'Quotation sheet'
					]
				]
			],
			gate: ['product', 4, '立项评审会', 'Initiation review', '评审结论', 'Review verdict']
		},
		{
			name: { zh: '设计', en: 'Design' },
			from: -33,
			to: -16,
			tracks: [
				[
					['rd', 40, '外壳结构三维设计', 'Housing 3D design', '三维图', '3D drawings'],
					['rd', 16, '做手板并试装', 'Build and fit the mock-up', '手板 3 台', '3 mock-ups'],
					[
						'purchasing',
						8,
						'下外壳模具订单',
						'Order the housing mould',
						'模具合同',
						'Mould contract'
					],
					[
						'purchasing',
						6,
						'跟模具首次试模',
						'Follow the first mould trial',
						'试模样件',
						'Trial parts'
					]
				],
				[
					[
						'rd',
						32,
						'主板原理图与布板',
						'Main board schematic and layout',
						'主板资料包',
						'Board files'
					],
					['rd', 24, '风机控制程序', 'Fan control firmware', '固件 0.9', 'Firmware 0.9'],
					['quality', 16, '电磁兼容预测试', 'EMC pre-test', '预测试报告', 'Pre-test report']
				],
				[
					['product', 12, '定滤芯更换流程', 'Settle how the filter is changed'],
					[
						'quality',
						10,
						'定检验标准与抽样',
						'Settle inspection standard and sampling',
						'检验标准',
						'Inspection standard'
					],
					[
						'market',
						16,
						'包装与说明书文案',
						'Packaging and manual texts',
						'文案定稿',
						'Final texts'
					]
				]
			],
			gate: ['product', 6, '设计冻结评审', 'Design freeze review', '冻结清单', 'Freeze list']
		},
		{
			name: { zh: '试产', en: 'Pilot run' },
			from: -15,
			to: 7,
			tracks: [
				[
					[
						'purchasing',
						12,
						'采购试产物料 60 套',
						'Buy parts for 60 pilot units',
						'到料清单',
						'Arrival list'
					],
					['warehouse', 6, '试产物料单独建库位', 'Give pilot parts their own bins'],
					['warehouse', 4, '按工位配料', 'Kit the parts by station', '配料单', 'Kitting list'],
					['purchasing', 6, '补采缺口物料', 'Buy what is missing'],
					['warehouse', 4, '退回不良来料', 'Return faulty incoming parts', '退货单', 'Return slip']
				],
				[
					[
						'production',
						12,
						'排 2 号线工序',
						'Set up the steps of line 2',
						'工序图',
						'Process chart'
					],
					['production', 10, '做装配夹具 4 副', 'Make 4 assembly fixtures', '夹具', 'Fixtures'],
					['production', 8, '培训试产班组', 'Train the pilot crew', '签到表', 'Attendance list'],
					[
						'production',
						16,
						'试装 20 台并记工时',
						'Assemble 20 units and time each step',
						'工时表',
						'Time sheet'
					]
				],
				[
					[
						'quality',
						12,
						'校准风量测试台',
						'Calibrate the air-flow bench',
						'校准记录',
						'Calibration record'
					],
					['quality', 16, '噪声与风量抽测', 'Sample noise and air flow', '测试数据', 'Test data'],
					['rd', 16, '修正低速档异响', 'Fix the rattle at low speed', '固件 1.0', 'Firmware 1.0'],
					[
						'quality',
						12,
						'跌落与振动复测',
						'Repeat drop and vibration tests',
						'复测报告',
						'Retest report'
					]
				]
			],
			gate: ['product', 6, '试产总结评审', 'Pilot run review', '整改清单', 'List of corrections'],
			chosen: [
				{
					key: 'draw-boards',
					owner: 'staff',
					row: ['production', 1, '领取主板 10 块', 'Draw 10 main boards', '领料单', 'Issue slip'],
					...{ startIn: -4, dueIn: -3, fate: 'seen' }
				},
				{
					key: 'count-boxes',
					owner: 'staff',
					row: [
						'production',
						2,
						'清点到货 38 箱',
						'Count the 38 boxes that arrived',
						'清点表',
						'Count sheet'
					],
					...{ startIn: -3, dueIn: -1, fate: 'seen' },
					note: {
						zh: '38 箱齐，2 箱外箱受潮，里面没事',
						en: 'All 38 there; 2 boxes damp outside, fine inside'
					}
				},
				{
					key: 'before-power',
					owner: 'staff',
					row: [
						'production',
						2,
						'样机上电前检查',
						'Check the samples before power-on',
						'检查表',
						'Check list'
					],
					...{ startIn: -2, dueIn: 0, fate: 'done', after: ['draw-boards'] }
				},
				{
					key: 'first-samples',
					owner: 'staff',
					row: [
						'production',
						6,
						'提交首批样品',
						'Hand in the first samples',
						'样品 5 台',
						'5 samples'
					],
					...{ startIn: -6, dueIn: -2, fate: 'doing' },
					note: { zh: '还差 2 台在补漆', en: 'Two are still being repainted' }
				},
				{
					key: 'assemble',
					owner: 'staff',
					row: [
						'production',
						8,
						'样机装配与通电测试',
						'Assemble and power-test the samples',
						'样机 2 台',
						'2 samples'
					],
					...{ startIn: -1, dueIn: 0, dueMinute: 17 * 60, fate: 'doing', after: ['draw-boards'] }
				},
				{
					key: 'burn-in',
					owner: 'staff',
					row: [
						'production',
						4,
						'老化测试夜班读数',
						'Night reading of the burn-in test',
						'读数表',
						'Readings'
					],
					...{ startIn: -2, dueIn: 0, dueMinute: 23 * 60 + 30, fate: 'doing' }
				},
				{
					key: 'work-sheets',
					owner: 'staff',
					row: [
						'production',
						3,
						'核对 2 号线作业指导书',
						'Check the work sheets of line 2',
						'核对记录',
						'Check record'
					],
					...{ startIn: -1, dueIn: 0, fate: 'todo' }
				},
				{
					key: 'fixtures',
					owner: 'staff',
					row: [
						'production',
						4,
						'补做 2 号线压合夹具',
						'Make up the press fixture of line 2',
						'夹具 1 副',
						'1 fixture'
					],
					...{ startIn: -4, dueIn: 1, fate: 'late' },
					note: {
						zh: '缺铝板，供应商说后天到',
						en: 'Aluminium plate missing, due the day after tomorrow'
					}
				},
				{
					key: 'labels',
					owner: 'staff',
					row: ['production', 2, '样机贴标签', 'Label the samples', '贴标样机', 'Labelled samples'],
					...{ startIn: 1, dueIn: 1, fate: 'todo', after: ['assemble'] }
				},
				{
					key: 'first-piece',
					owner: 'staff',
					row: [
						'production',
						2,
						'首件确认记录归档',
						'File the first-piece record',
						'首件记录',
						'First-piece record'
					],
					...{ startIn: 1, dueIn: 2, fate: 'todo' }
				},
				{
					key: 'changeover',
					owner: 'staff',
					row: [
						'production',
						6,
						'2 号线换线演练',
						'Rehearse the changeover of line 2',
						'换线用时',
						'Changeover time'
					],
					...{ startIn: 3, dueIn: 4, fate: 'todo', after: ['fixtures'] }
				},
				{
					key: 'packing-trial',
					owner: 'staff',
					row: [
						'production',
						8,
						'包装线试跑 100 件',
						'Trial-run 100 units on the packing line',
						'试跑记录',
						'Trial record'
					],
					...{ startIn: 5, dueIn: 6, fate: 'todo', after: ['labels'] }
				},
				{
					key: 'incoming-check',
					owner: 'zeng.qi',
					row: [
						'quality',
						4,
						'外壳来料检验',
						'Inspect the incoming housings',
						'检验单',
						'Inspection sheet'
					],
					...{ startIn: -4, dueIn: 0, fate: 'disputed' },
					note: { zh: '检完 60 件，合格 58 件', en: '60 checked, 58 good' }
				},
				{
					key: 'client-list',
					owner: 'ye.qing',
					row: ['sales', 3, '更新客户清单', 'Update the client list', '客户清单', 'Client list'],
					...{ startIn: -2, dueIn: 2, fate: 'doing' }
				},
				{
					key: 'supplier-quotes',
					owner: 'lin.tao',
					row: [
						'purchasing',
						3,
						'核对供应商报价',
						'Check the suppliers’ quotes',
						'比价表',
						'Price comparison'
					],
					...{ startIn: -1, dueIn: 0, dueMinute: 18 * 60, fate: 'todo' }
				}
			]
		},
		{
			name: { zh: '量产', en: 'Mass production' },
			from: 8,
			to: 20,
			tracks: [
				[
					['purchasing', 12, '签量产框架合同', 'Sign the volume contracts', '合同', 'Contracts'],
					['warehouse', 8, '首批物料入库', 'Receive the first volume lot', '入库单', 'Receipt'],
					[
						'production',
						24,
						'首批 2000 台投产',
						'Produce the first 2 000 units',
						'生产日报',
						'Daily reports'
					]
				],
				[
					[
						'quality',
						12,
						'首批出货检验',
						'Inspect the first shipment',
						'检验报告',
						'Inspection report'
					],
					[
						'support',
						8,
						'客服话术与备件清单',
						'Support script and spare parts',
						'话术手册',
						'Script'
					]
				]
			],
			gate: ['production', 4, '量产放行', 'Release for volume', '放行单', 'Release note']
		},
		{
			name: { zh: '上市', en: 'Launch' },
			from: 21,
			to: 31,
			tracks: [
				[
					['market', 16, '上市图文与短片', 'Launch pictures and clips', '素材包', 'Media kit'],
					['sales', 8, '渠道铺货 120 家', 'Stock 120 shops', '铺货表', 'Stocking list']
				],
				[
					[
						'support',
						8,
						'首周反馈日报',
						'Daily feedback in the first week',
						'日报',
						'Daily report'
					],
					[
						'product',
						6,
						'首月销量与退货分析',
						'First month: sales and returns',
						'分析报告',
						'Analysis'
					]
				]
			],
			gate: ['product', 4, '上市复盘会', 'Launch retrospective', '复盘报告', 'Retrospective']
		}
	]
};
