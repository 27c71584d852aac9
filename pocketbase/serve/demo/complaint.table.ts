import type { ProjectTable } from './plan-table';

/** Customer complaint: support leads; product, engineering, legal, sales; nearly through. */
export const complaint: ProjectTable = {
	key: 'complaint',
	scenario: 'complaint',
	name: { zh: '客诉处理：充电底座发热', en: 'Complaint: charging dock runs hot' },
	lead: 'feng.qing',
	leadDepartment: 'support',
	members: [
		...(['emily.brown', 'yu.xin', 'song.jie', 'lead', 'xu.jia', 'anna.weber', 'qian.kun'] as const),
		...(['staff', 'deng.jun', 'sun.li', 'peng.xue', 'cao.yan', 'tian.yu'] as const),
		...(['han.lu', 'sofia.rossi', 'ren.yuan', 'xie.bo'] as const)
	],
	observers: ['exec'],
	phases: [
		{
			name: { zh: '受理', en: 'Intake' },
			from: -27,
			to: -23,
			tracks: [
				[
					[
						'support',
						6,
						'登记 37 起投诉',
						'Register the 37 complaints',
						'投诉台账',
						'Complaint log'
					],
					['support', 8, '逐户电话核实', 'Call each customer', '通话记录', 'Call records'],
					['support', 4, '按严重程度分级', 'Grade by severity', '分级表', 'Grading']
				],
				[
					['sales', 4, '查出货批次与渠道', 'Trace batches and channels', '批次清单', 'Batch list'],
					['warehouse', 4, '封存同批库存', 'Seal stock of the same batch', '封存单', 'Seal note']
				],
				[
					['legal', 4, '评估告知义务', 'Assess the duty to inform', '法律意见', 'Legal opinion'],
					['support', 3, '统一对外口径', 'Agree what we say outside', '口径', 'Statement']
				]
			],
			gate: ['support', 2, '受理小结会', 'Intake summary meeting', '纪要', 'Minutes']
		},
		{
			name: { zh: '分析', en: 'Analysis' },
			from: -22,
			to: -14,
			tracks: [
				[
					['support', 6, '寄回 12 台问题品', 'Get 12 faulty docks back', '收货单', 'Receipts'],
					[
						'quality',
						12,
						'拆解与温升测试',
						'Take apart and measure heat',
						'温升曲线',
						'Heat curves'
					],
					['quality', 8, '复现失效条件', 'Reproduce the failure', '复现步骤', 'Steps']
				],
				[
					[
						'rd',
						10,
						'核对充电芯片批次',
						'Check the charger chip batches',
						'批次对照',
						'Batch match'
					],
					['purchasing', 6, '约供应商到场分析', 'Get the supplier on site', '会议纪要', 'Minutes'],
					['rd', 12, '仿真散热路径', 'Simulate the heat path', '仿真报告', 'Simulation']
				],
				[
					[
						'production',
						6,
						'查产线涂胶记录',
						'Check the gluing records',
						'产线记录',
						'Line records'
					],
					['production', 6, '复核返工工位', 'Review the rework station', '复核表', 'Review sheet']
				]
			],
			gate: ['quality', 4, '根因评审会', 'Root cause review', '8D 报告 D4', '8D report, D4']
		},
		{
			name: { zh: '处理', en: 'Action' },
			from: -13,
			to: -3,
			tracks: [
				[
					[
						'rd',
						16,
						'改散热垫与限流',
						'Change thermal pad and current limit',
						'变更单',
						'Change note'
					],
					[
						'quality',
						12,
						'整改件验证 48 小时',
						'Verify the fix for 48 hours',
						'验证报告',
						'Verification'
					],
					[
						'production',
						8,
						'库存返工 640 台',
						'Rework 640 units in stock',
						'返工单',
						'Rework order'
					],
					['quality', 4, '返工品抽检', 'Sample the reworked units', '抽检表', 'Sampling sheet']
				],
				[
					[
						'support',
						8,
						'安排免费换新',
						'Arrange free replacements',
						'换新名单',
						'Replacement list'
					],
					['warehouse', 6, '发出换新 37 台', 'Ship the 37 replacements', '运单', 'Waybills'],
					['support', 6, '确认签收', 'Confirm receipt', '签收表', 'Receipts']
				],
				[
					['legal', 6, '拟补偿协议', 'Draft the compensation terms', '协议模板', 'Agreement'],
					['finance', 4, '核补偿费用', 'Check the cost of compensation', '费用表', 'Cost sheet'],
					['legal', 4, '与供应商索赔', 'Claim from the supplier', '索赔函', 'Claim letter']
				],
				[
					['sales', 4, '通知 14 家经销商', 'Inform 14 dealers', '回执', 'Replies'],
					['sales', 6, '收回渠道库存', 'Take back channel stock', '退回单', 'Return slips']
				]
			],
			gate: [
				'support',
				3,
				'处理完成确认',
				'Confirm that action is complete',
				'确认单',
				'Confirmation'
			]
		},
		{
			name: { zh: '回访', en: 'Follow-up' },
			from: -2,
			to: 3,
			tracks: [
				[
					[
						'support',
						6,
						'电话回访第一批',
						'Call back the first group',
						'回访表',
						'Call-back sheet'
					],
					[
						'support',
						6,
						'电话回访第二批',
						'Call back the second group',
						'回访表',
						'Call-back sheet'
					],
					['support', 3, '整理满意度', 'Sum up satisfaction', '满意度表', 'Satisfaction']
				],
				[
					['sales', 4, '走访 5 家经销商', 'Visit 5 dealers', '走访记录', 'Visit notes'],
					['sales', 3, '恢复渠道供货', 'Resume supply to the channel', '供货通知', 'Supply notice']
				],
				[
					[
						'quality',
						4,
						'跟踪换新机温度',
						'Track the heat of replacements',
						'跟踪表',
						'Tracking sheet'
					],
					['quality', 4, '两周复测结论', 'Two-week retest verdict', '复测结论', 'Verdict']
				]
			],
			gate: ['support', 2, '结案评审', 'Closing review', '结案报告', 'Closing report'],
			chosen: [
				{
					key: 'rework-photos',
					owner: 'staff',
					row: [
						'production',
						2,
						'补拍返工工位照片',
						'Photograph the rework station again',
						'照片 6 张',
						'6 photos'
					],
					...{ startIn: 0, dueIn: 1, fate: 'todo' }
				},
				{
					key: 'glue-sheet',
					owner: 'staff',
					row: [
						'production',
						3,
						'更新涂胶点检表',
						'Update the gluing check sheet',
						'点检表',
						'Check sheet'
					],
					...{ startIn: -4, dueIn: -2, fate: 'seen' },
					note: { zh: '已换成新版，班长签过字', en: 'New version is up, signed by the foreman' }
				}
			]
		},
		{
			name: { zh: '改进', en: 'Improvement' },
			from: 4,
			to: 10,
			tracks: [
				[
					[
						'quality',
						6,
						'温升列入出厂必检',
						'Make heat a final-test item',
						'检验标准',
						'Inspection standard'
					],
					[
						'production',
						6,
						'涂胶工位加防错',
						'Mistake-proof the gluing station',
						'防错装置',
						'Device'
					],
					[
						'purchasing',
						4,
						'芯片供应商重新评级',
						'Grade the chip supplier anew',
						'评级表',
						'Grading'
					]
				],
				[
					['product', 4, '更新风险清单模板', 'Update the risk list template', '模板', 'Template'],
					[
						'support',
						4,
						'客诉流程培训',
						'Train the complaint process',
						'培训记录',
						'Training record'
					]
				]
			],
			gate: ['support', 2, '客诉复盘会', 'Complaint retrospective', '复盘报告', 'Retrospective']
		}
	]
};
