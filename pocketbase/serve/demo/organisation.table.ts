import type { Words } from './words';

export const organisationName: Words = { zh: '华东工厂', en: 'East Works' };

export const departmentNames = {
	office: { zh: '总经办', en: 'General office' },
	market: { zh: '市场部', en: 'Marketing' },
	sales: { zh: '销售部', en: 'Sales' },
	product: { zh: '产品部', en: 'Product' },
	rd: { zh: '研发部', en: 'Engineering' },
	purchasing: { zh: '采购部', en: 'Purchasing' },
	production: { zh: '生产部', en: 'Production' },
	quality: { zh: '质量部', en: 'Quality' },
	warehouse: { zh: '仓储部', en: 'Warehouse' },
	support: { zh: '客服部', en: 'Support' },
	finance: { zh: '财务部', en: 'Finance' },
	legal: { zh: '法务部', en: 'Legal' }
} as const satisfies Record<string, Words>;
export type DepartmentKey = keyof typeof departmentNames;

type PersonRow = readonly [
	/** also the name in front of @demo.test */
	key: string,
	zh: string,
	en: string,
	department: DepartmentKey,
	part?: 'head' | 'executive' | 'admin'
];

/** Staff numbers count up from 20401 in this order. */
export const peopleRows = [
	['exec', '陈静', 'Chen Jing', 'office', 'executive'],
	['admin', '刘洋', 'Liu Yang', 'office', 'admin'],
	['he.yun', '何芸', 'He Yun', 'office', 'head'],
	['zhao.lei', '赵蕾', 'Zhao Lei', 'market', 'head'],
	['maria.lopez', 'Maria Lopez', 'Maria Lopez', 'market'],
	['gao.fei', '高飞', 'Gao Fei', 'market'],
	['tang.ning', '唐宁', 'Tang Ning', 'market'],
	['lead', '周敏', 'Zhou Min', 'product', 'head'],
	['xu.jia', '徐佳', 'Xu Jia', 'product'],
	['james.carter', 'James Carter', 'James Carter', 'product'],
	['fang.zhou', '方舟', 'Fang Zhou', 'product'],
	['sun.hao', '孙浩', 'Sun Hao', 'rd', 'head'],
	['ma.chao', '马超', 'Ma Chao', 'rd'],
	['anna.weber', 'Anna Weber', 'Anna Weber', 'rd'],
	['qian.kun', '钱坤', 'Qian Kun', 'rd'],
	['staff', '李强', 'Li Qiang', 'production'],
	['zhang.wei', '张伟', 'Zhang Wei', 'production', 'head'],
	['huang.mei', '黄梅', 'Huang Mei', 'production'],
	['luo.bin', '罗斌', 'Luo Bin', 'production'],
	['deng.jun', '邓军', 'Deng Jun', 'production'],
	['shi.lan', '石兰', 'Shi Lan', 'production'],
	['head', '王芳', 'Wang Fang', 'purchasing', 'head'],
	['lin.tao', '林涛', 'Lin Tao', 'purchasing'],
	['daniel.kim', 'Daniel Kim', 'Daniel Kim', 'purchasing'],
	['cao.yan', '曹燕', 'Cao Yan', 'purchasing'],
	['sun.li', '孙丽', 'Sun Li', 'quality'],
	['wu.gang', '吴刚', 'Wu Gang', 'quality', 'head'],
	['peng.xue', '彭雪', 'Peng Xue', 'quality'],
	['zeng.qi', '曾琦', 'Zeng Qi', 'quality'],
	['jiang.hai', '江海', 'Jiang Hai', 'warehouse', 'head'],
	['lu.ping', '陆萍', 'Lu Ping', 'warehouse'],
	['tian.yu', '田宇', 'Tian Yu', 'warehouse'],
	['feng.qing', '冯青', 'Feng Qing', 'support', 'head'],
	['emily.brown', 'Emily Brown', 'Emily Brown', 'support'],
	['yu.xin', '余欣', 'Yu Xin', 'support'],
	['song.jie', '宋洁', 'Song Jie', 'support'],
	['zheng.min', '郑敏', 'Zheng Min', 'finance', 'head'],
	['liang.yi', '梁怡', 'Liang Yi', 'finance'],
	['xie.bo', '谢波', 'Xie Bo', 'finance'],
	['han.lu', '韩璐', 'Han Lu', 'legal', 'head'],
	['robert.chen', 'Robert Chen', 'Robert Chen', 'legal'],
	['dong.jian', '董健', 'Dong Jian', 'sales', 'head'],
	['ye.qing', '叶青', 'Ye Qing', 'sales'],
	['sofia.rossi', 'Sofia Rossi', 'Sofia Rossi', 'sales'],
	['ren.yuan', '任远', 'Ren Yuan', 'sales'],
	['shen.mo', '沈默', 'Shen Mo', 'office']
] as const satisfies readonly PersonRow[];
export type PersonKey = (typeof peopleRows)[number][0];

export const firstStaffNumber = 20_401;
/** The ones that the demo's accounts are told by. */
export const chosenStaffNumbers: Partial<Record<PersonKey, string>> = {
	staff: '20417',
	'zhang.wei': '20416'
};

/** Who works on days of their own: 1 Monday … 7 Sunday. */
export const partTime: Partial<Record<PersonKey, readonly number[]>> = { 'shi.lan': [1, 2, 3] };
