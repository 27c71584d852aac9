import type { ProjectTable } from './plan-table';

/** Marketing campaign: marketing leads; design, sales, engineering, finance; now running. */
export const campaign: ProjectTable = {
	key: 'campaign',
	scenario: 'campaign',
	name: { zh: '营销活动：年末焕新季', en: 'Campaign: year-end renewal season' },
	lead: 'zhao.lei',
	leadDepartment: 'market',
	members: [
		...(['maria.lopez', 'gao.fei', 'tang.ning', 'fang.zhou', 'qian.kun', 'dong.jian'] as const),
		...(['ye.qing', 'sofia.rossi', 'ren.yuan', 'liang.yi', 'robert.chen', 'song.jie'] as const),
		...(['tian.yu', 'daniel.kim'] as const)
	],
	observers: ['lead'],
	phases: [
		{
			name: { zh: '策划', en: 'Planning' },
			from: -31,
			to: -21,
			tracks: [
				[
					[
						'market',
						12,
						'定目标人群与主张',
						'Settle audience and message',
						'主张一页纸',
						'One-page message'
					],
					['market', 16, '写活动方案', 'Write the campaign plan', '活动方案', 'Campaign plan'],
					['finance', 6, '核活动预算 80 万', 'Check the 800 000 budget', '预算表', 'Budget sheet']
				],
				[
					['sales', 8, '收集门店意见', 'Collect what the shops say', '意见汇总', 'Summary'],
					[
						'product',
						6,
						'选主推 4 个型号',
						'Choose the 4 models to push',
						'型号清单',
						'Model list'
					],
					['legal', 4, '审优惠规则', 'Review the discount rules', '审核意见', 'Legal opinion']
				],
				[
					['market', 8, '约 12 位达人档期', 'Book 12 reviewers', '档期表', 'Schedule'],
					[
						'purchasing',
						6,
						'赠品三家比价',
						'Three quotes for the gifts',
						'比价表',
						'Price comparison'
					]
				]
			],
			gate: ['market', 4, '方案评审会', 'Plan review', '评审结论', 'Review verdict']
		},
		{
			name: { zh: '物料', en: 'Materials' },
			from: -20,
			to: -5,
			tracks: [
				[
					['market', 24, '主视觉三稿', 'Three drafts of the key visual', '主视觉', 'Key visual'],
					[
						'market',
						16,
						'门店海报与立牌',
						'Posters and stands for shops',
						'印刷文件',
						'Print files'
					],
					['purchasing', 6, '下印刷订单', 'Place the print order', '订单', 'Order'],
					['warehouse', 8, '物料分发 86 家门店', 'Send materials to 86 shops', '签收单', 'Receipts']
				],
				[
					['market', 20, '拍 3 支短片', 'Shoot 3 clips', '成片', 'Clips'],
					['legal', 4, '审广告用语', 'Review the advertising claims', '审核意见', 'Legal opinion'],
					['market', 8, '短片加字幕与封面', 'Subtitles and covers', '发布包', 'Release pack']
				],
				[
					['rd', 24, '活动页开发', 'Build the campaign page', '活动页', 'Campaign page'],
					[
						'rd',
						12,
						'优惠券接口联调',
						'Join up the coupon interface',
						'联调记录',
						'Integration log'
					],
					['rd', 8, '活动页压测', 'Load-test the page', '压测报告', 'Load report']
				],
				[
					['purchasing', 6, '赠品打样确认', 'Approve the gift sample', '签样', 'Signed sample'],
					['warehouse', 6, '赠品 5000 份入库', 'Receive 5 000 gifts', '入库单', 'Receipt'],
					['sales', 8, '培训门店导购', 'Train the shop staff', '培训记录', 'Training record'],
					['support', 6, '准备客服问答', 'Prepare support answers', '问答 40 条', '40 answers']
				]
			],
			gate: ['market', 4, '上线前总检', 'Check before going live', '检查表', 'Check list']
		},
		{
			name: { zh: '投放', en: 'Running' },
			from: -4,
			to: 9,
			tracks: [
				[
					['market', 6, '首波推送上线', 'First wave goes out', '推送截图', 'Screenshots'],
					[
						'market',
						8,
						'达人内容排期发布',
						'Publish the reviewers’ posts',
						'链接清单',
						'Link list'
					],
					['market', 8, '按数据调投放', 'Adjust spending by the data', '调整记录', 'Change log'],
					['market', 6, '第二波推送', 'Second wave', '推送截图', 'Screenshots'],
					['market', 6, '收尾推送', 'Closing wave', '推送截图', 'Screenshots']
				],
				[
					['sales', 6, '门店陈列抽查 20 家', 'Check the display in 20 shops', '照片', 'Photos'],
					[
						'sales',
						8,
						'补货预警与调拨',
						'Restock warnings and transfers',
						'调拨单',
						'Transfer slips'
					],
					[
						'warehouse',
						6,
						'加急补发赠品',
						'Send more gifts in a hurry',
						'发货单',
						'Shipping slips'
					],
					['sales', 6, '大客户团购跟进', 'Follow up group orders', '订单', 'Orders']
				],
				[
					['rd', 4, '活动页值守与日志', 'Watch the page and its logs', '值守表', 'Duty list'],
					['support', 8, '高峰时段加席位', 'More seats at peak hours', '排班表', 'Rota'],
					['rd', 6, '修复领券重复扣减', 'Fix coupons counted twice', '修复说明', 'Fix note']
				],
				[
					['finance', 4, '周度费用核对', 'Weekly check of spending', '费用表', 'Cost sheet'],
					['finance', 4, '核销优惠券', 'Settle the coupons', '核销表', 'Settlement'],
					['legal', 4, '处理版权来函', 'Answer the copyright letter', '回函', 'Reply']
				]
			],
			gate: ['market', 4, '活动收官确认', 'Confirm the close', '收官单', 'Closing note'],
			chosen: [
				{
					key: 'shop-banners',
					owner: 'gao.fei',
					row: [
						'market',
						4,
						'更换首页横幅',
						'Change the home page banner',
						'横幅 3 张',
						'3 banners'
					],
					...{ startIn: -3, dueIn: 1, fate: 'disputed' },
					note: { zh: '三张都换好了', en: 'All three are changed' }
				}
			]
		},
		{
			name: { zh: '复盘', en: 'Review' },
			from: 10,
			to: 17,
			tracks: [
				[
					['market', 8, '汇总曝光与转化', 'Sum up reach and conversion', '数据表', 'Figures'],
					['sales', 6, '分门店销量对比', 'Compare sales by shop', '对比表', 'Comparison'],
					['market', 8, '写复盘报告', 'Write the retrospective', '复盘报告', 'Retrospective']
				],
				[
					[
						'finance',
						6,
						'决算与偏差说明',
						'Final account and deviations',
						'决算表',
						'Final account'
					],
					['warehouse', 4, '剩余物料盘点', 'Count what is left', '盘点表', 'Stock count'],
					['support', 4, '顾客意见归类', 'Sort what customers said', '意见清单', 'List of opinions']
				]
			],
			gate: ['market', 3, '复盘会', 'Retrospective meeting', '改进项', 'Improvements']
		}
	]
};
