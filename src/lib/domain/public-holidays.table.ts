/*
 * Made by tests/tooling/public-holidays.ts from chinese-days@1.5.7 (MIT) and date-holidays@3.37.0 (ISC).
 * Days of regions other than CN: after holidays.yaml of date-holidays, https://github.com/commenthol/date-holidays,
 * from articles of Wikipedia, CC BY-SA 3.0, http://creativecommons.org/licenses/by-sa/3.0/; so is this table.
 */
import type { Day } from './time';

/** A holiday, or a make-up day 调休, with its name in both languages. */
export type PublicDay = readonly [day: Day, as: 'off' | 'work', zh: string, en: string];
/** What is off in a whole region; days of its parts, such as Länder, are not in it. */
export type PublicHolidays = {
	/** ISO 3166 */
	readonly region: string;
	readonly year: number;
	readonly days: readonly PublicDay[];
};

export const PUBLIC_HOLIDAYS: readonly PublicHolidays[] = [
	{
		region: 'CN',
		year: 2026,
		days: [
			['2026-01-01', 'off', '元旦', "New Year's Day"],
			['2026-01-02', 'off', '元旦', "New Year's Day"],
			['2026-01-03', 'off', '元旦', "New Year's Day"],
			['2026-01-04', 'work', '元旦', "New Year's Day"],
			['2026-02-14', 'work', '春节', 'Spring Festival'],
			['2026-02-15', 'off', '春节', 'Spring Festival'],
			['2026-02-16', 'off', '春节', 'Spring Festival'],
			['2026-02-17', 'off', '春节', 'Spring Festival'],
			['2026-02-18', 'off', '春节', 'Spring Festival'],
			['2026-02-19', 'off', '春节', 'Spring Festival'],
			['2026-02-20', 'off', '春节', 'Spring Festival'],
			['2026-02-21', 'off', '春节', 'Spring Festival'],
			['2026-02-22', 'off', '春节', 'Spring Festival'],
			['2026-02-23', 'off', '春节', 'Spring Festival'],
			['2026-02-28', 'work', '春节', 'Spring Festival'],
			['2026-04-04', 'off', '清明', 'Tomb-sweeping Day'],
			['2026-04-05', 'off', '清明', 'Tomb-sweeping Day'],
			['2026-04-06', 'off', '清明', 'Tomb-sweeping Day'],
			['2026-05-01', 'off', '劳动节', 'Labour Day'],
			['2026-05-02', 'off', '劳动节', 'Labour Day'],
			['2026-05-03', 'off', '劳动节', 'Labour Day'],
			['2026-05-04', 'off', '劳动节', 'Labour Day'],
			['2026-05-05', 'off', '劳动节', 'Labour Day'],
			['2026-05-09', 'work', '劳动节', 'Labour Day'],
			['2026-06-19', 'off', '端午', 'Dragon Boat Festival'],
			['2026-06-20', 'off', '端午', 'Dragon Boat Festival'],
			['2026-06-21', 'off', '端午', 'Dragon Boat Festival'],
			['2026-09-20', 'work', '国庆节', 'National Day'],
			['2026-09-25', 'off', '中秋', 'Mid-autumn Festival'],
			['2026-09-26', 'off', '中秋', 'Mid-autumn Festival'],
			['2026-09-27', 'off', '中秋', 'Mid-autumn Festival'],
			['2026-10-01', 'off', '国庆节', 'National Day'],
			['2026-10-02', 'off', '国庆节', 'National Day'],
			['2026-10-03', 'off', '国庆节', 'National Day'],
			['2026-10-04', 'off', '国庆节', 'National Day'],
			['2026-10-05', 'off', '国庆节', 'National Day'],
			['2026-10-06', 'off', '国庆节', 'National Day'],
			['2026-10-07', 'off', '国庆节', 'National Day'],
			['2026-10-10', 'work', '国庆节', 'National Day']
		]
	},
	{
		region: 'HK',
		year: 2026,
		days: [
			['2026-01-01', 'off', '一月一日', 'The first day of January'],
			['2026-02-17', 'off', '農曆年初一', 'Lunar New Year’s Day'],
			['2026-02-18', 'off', '農曆年初二', 'The second day of Lunar New Year'],
			['2026-02-19', 'off', '農曆年初三', 'The third day of Lunar New Year'],
			['2026-04-03', 'off', '耶穌受難節', 'Good Friday'],
			['2026-04-04', 'off', '耶穌受難節翌日', 'The day following Good Friday'],
			['2026-04-06', 'off', '清明節翌日', 'The day following Ching Ming Festival'],
			['2026-04-07', 'off', '復活節星期一翌日', 'The day following Easter Monday'],
			['2026-05-01', 'off', '勞動節', 'Labour Day'],
			['2026-05-25', 'off', '佛誕翌日', 'The day following Birthday of the Buddha'],
			['2026-06-19', 'off', '端午節', 'Tuen Ng Festival'],
			[
				'2026-07-01',
				'off',
				'香港特別行政區成立紀念日',
				'Hong Kong Special Administrative Region Establishment Day'
			],
			['2026-09-26', 'off', '中秋節翌日', 'The day following the Chinese Mid-Autumn Festival'],
			['2026-10-01', 'off', '國慶日', 'National Day'],
			['2026-10-19', 'off', '重陽節翌日', 'The day following Chung Yeung Festival'],
			['2026-12-25', 'off', '聖誕節', 'Christmas Day'],
			['2026-12-26', 'off', '聖誕節後第一個周日', 'The first weekday after Christmas Day']
		]
	},
	{
		region: 'HK',
		year: 2027,
		days: [
			['2027-01-01', 'off', '一月一日', 'The first day of January'],
			['2027-02-06', 'off', '農曆年初一', 'Lunar New Year’s Day'],
			['2027-02-08', 'off', '農曆年初三', 'The third day of Lunar New Year'],
			['2027-02-09', 'off', '農曆年初四', 'The fourth day of Lunar New Year'],
			['2027-03-26', 'off', '耶穌受難節', 'Good Friday'],
			['2027-03-27', 'off', '耶穌受難節翌日', 'The day following Good Friday'],
			['2027-03-29', 'off', '復活節星期一', 'Easter Monday'],
			['2027-04-05', 'off', '清明節', 'Ching Ming Festival'],
			['2027-05-01', 'off', '勞動節', 'Labour Day'],
			['2027-05-13', 'off', '佛誕', 'Birthday of the Buddha'],
			['2027-06-09', 'off', '端午節', 'Tuen Ng Festival'],
			[
				'2027-07-01',
				'off',
				'香港特別行政區成立紀念日',
				'Hong Kong Special Administrative Region Establishment Day'
			],
			['2027-09-16', 'off', '中秋節翌日', 'The day following the Chinese Mid-Autumn Festival'],
			['2027-10-01', 'off', '國慶日', 'National Day'],
			['2027-10-08', 'off', '重陽節', 'Chung Yeung Festival'],
			['2027-12-25', 'off', '聖誕節', 'Christmas Day'],
			['2027-12-27', 'off', '聖誕節後第一個周日', 'The first weekday after Christmas Day']
		]
	},
	{
		region: 'SG',
		year: 2026,
		days: [
			['2026-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2026-02-17', 'off', 'Chinese New Year', 'Chinese New Year'],
			['2026-02-18', 'off', 'Chinese New Year', 'Chinese New Year'],
			['2026-03-21', 'off', 'Hari Raya Puasa', 'Hari Raya Puasa'],
			['2026-04-03', 'off', 'Good Friday', 'Good Friday'],
			['2026-05-01', 'off', 'Labour Day', 'Labour Day'],
			['2026-05-27', 'off', 'Hari Raya Haji', 'Hari Raya Haji'],
			['2026-05-31', 'off', 'Vesak Day', 'Vesak Day'],
			['2026-06-01', 'off', 'Vesak Day', 'Vesak Day'],
			['2026-08-09', 'off', 'National Day', 'National Day'],
			['2026-08-10', 'off', 'National Day (substitute day)', 'National Day (substitute day)'],
			['2026-11-08', 'off', 'Deepavali', 'Deepavali'],
			['2026-11-09', 'off', 'Deepavali', 'Deepavali'],
			['2026-12-25', 'off', 'Christmas Day', 'Christmas Day']
		]
	},
	{
		region: 'JP',
		year: 2026,
		days: [
			['2026-01-01', 'off', '元日', "New Year's Day"],
			['2026-01-12', 'off', '成人の日', 'Coming of Age Day'],
			['2026-02-11', 'off', '建国記念の日', 'Foundation Day'],
			['2026-02-23', 'off', '天皇誕生日', "Emperor's Birthday"],
			['2026-03-20', 'off', '春分の日', 'Spring Equinox Day'],
			['2026-04-29', 'off', '昭和の日', 'Showa Day'],
			['2026-05-03', 'off', '憲法記念日', 'Constitution Day'],
			['2026-05-04', 'off', 'みどりの日', 'Greenery Day'],
			['2026-05-05', 'off', 'こどもの日', "Children's Day"],
			['2026-05-06', 'off', '憲法記念日 (振替休日)', 'Constitution Day (substitute day)'],
			['2026-07-20', 'off', '海の日', 'Marine Day'],
			['2026-08-11', 'off', '山の日', 'Mountain Day'],
			['2026-09-21', 'off', '敬老の日', 'Respect-for-the-Aged Day'],
			['2026-09-22', 'off', '国民の休日', "Citizens' Holiday"],
			['2026-09-23', 'off', '秋分の日', 'Autumnal Equinox Day'],
			['2026-10-12', 'off', 'スポーツの日', 'Sports Day'],
			['2026-11-03', 'off', '文化の日', 'Culture Day'],
			['2026-11-23', 'off', '勤労感謝の日', 'Labor Thanksgiving Day']
		]
	},
	{
		region: 'JP',
		year: 2027,
		days: [
			['2027-01-01', 'off', '元日', "New Year's Day"],
			['2027-01-11', 'off', '成人の日', 'Coming of Age Day'],
			['2027-02-11', 'off', '建国記念の日', 'Foundation Day'],
			['2027-02-23', 'off', '天皇誕生日', "Emperor's Birthday"],
			['2027-03-21', 'off', '春分の日', 'Spring Equinox Day'],
			['2027-03-22', 'off', '春分の日 (振替休日)', 'Spring Equinox Day (substitute day)'],
			['2027-04-29', 'off', '昭和の日', 'Showa Day'],
			['2027-05-03', 'off', '憲法記念日', 'Constitution Day'],
			['2027-05-04', 'off', 'みどりの日', 'Greenery Day'],
			['2027-05-05', 'off', 'こどもの日', "Children's Day"],
			['2027-07-19', 'off', '海の日', 'Marine Day'],
			['2027-08-11', 'off', '山の日', 'Mountain Day'],
			['2027-09-20', 'off', '敬老の日', 'Respect-for-the-Aged Day'],
			['2027-09-23', 'off', '秋分の日', 'Autumnal Equinox Day'],
			['2027-10-11', 'off', 'スポーツの日', 'Sports Day'],
			['2027-11-03', 'off', '文化の日', 'Culture Day'],
			['2027-11-23', 'off', '勤労感謝の日', 'Labor Thanksgiving Day']
		]
	},
	{
		region: 'US',
		year: 2026,
		days: [
			['2026-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2026-01-19', 'off', 'Martin Luther King Jr. Day', 'Martin Luther King Jr. Day'],
			['2026-02-16', 'off', "Washington's Birthday", "Washington's Birthday"],
			['2026-05-25', 'off', 'Memorial Day', 'Memorial Day'],
			['2026-06-19', 'off', 'Juneteenth', 'Juneteenth'],
			[
				'2026-07-03',
				'off',
				'Independence Day (substitute day)',
				'Independence Day (substitute day)'
			],
			['2026-07-04', 'off', 'Independence Day', 'Independence Day'],
			['2026-09-07', 'off', 'Labor Day', 'Labor Day'],
			['2026-10-12', 'off', 'Columbus Day', 'Columbus Day'],
			['2026-11-11', 'off', 'Veterans Day', 'Veterans Day'],
			['2026-11-26', 'off', 'Thanksgiving Day', 'Thanksgiving Day'],
			['2026-12-25', 'off', 'Christmas Day', 'Christmas Day']
		]
	},
	{
		region: 'US',
		year: 2027,
		days: [
			['2027-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2027-01-18', 'off', 'Martin Luther King Jr. Day', 'Martin Luther King Jr. Day'],
			['2027-02-15', 'off', "Washington's Birthday", "Washington's Birthday"],
			['2027-05-31', 'off', 'Memorial Day', 'Memorial Day'],
			['2027-06-18', 'off', 'Juneteenth (substitute day)', 'Juneteenth (substitute day)'],
			['2027-06-19', 'off', 'Juneteenth', 'Juneteenth'],
			['2027-07-04', 'off', 'Independence Day', 'Independence Day'],
			[
				'2027-07-05',
				'off',
				'Independence Day (substitute day)',
				'Independence Day (substitute day)'
			],
			['2027-09-06', 'off', 'Labor Day', 'Labor Day'],
			['2027-10-11', 'off', 'Columbus Day', 'Columbus Day'],
			['2027-11-11', 'off', 'Veterans Day', 'Veterans Day'],
			['2027-11-25', 'off', 'Thanksgiving Day', 'Thanksgiving Day'],
			['2027-12-24', 'off', 'Christmas Day (substitute day)', 'Christmas Day (substitute day)'],
			['2027-12-25', 'off', 'Christmas Day', 'Christmas Day'],
			['2027-12-31', 'off', "New Year's Day (substitute day)", "New Year's Day (substitute day)"]
		]
	},
	{
		region: 'GB',
		year: 2026,
		days: [
			['2026-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2026-04-03', 'off', 'Good Friday', 'Good Friday'],
			['2026-04-06', 'off', 'Easter Monday', 'Easter Monday'],
			['2026-05-04', 'off', 'Early May bank holiday', 'Early May bank holiday'],
			['2026-05-25', 'off', 'Spring bank holiday', 'Spring bank holiday'],
			['2026-12-25', 'off', 'Christmas Day', 'Christmas Day'],
			['2026-12-26', 'off', 'Boxing Day', 'Boxing Day'],
			['2026-12-28', 'off', 'Boxing Day (substitute day)', 'Boxing Day (substitute day)']
		]
	},
	{
		region: 'GB',
		year: 2027,
		days: [
			['2027-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2027-03-26', 'off', 'Good Friday', 'Good Friday'],
			['2027-03-29', 'off', 'Easter Monday', 'Easter Monday'],
			['2027-05-03', 'off', 'Early May bank holiday', 'Early May bank holiday'],
			['2027-05-31', 'off', 'Spring bank holiday', 'Spring bank holiday'],
			['2027-12-25', 'off', 'Christmas Day', 'Christmas Day'],
			['2027-12-26', 'off', 'Boxing Day', 'Boxing Day'],
			['2027-12-27', 'off', 'Christmas Day (substitute day)', 'Christmas Day (substitute day)'],
			['2027-12-28', 'off', 'Boxing Day (substitute day)', 'Boxing Day (substitute day)']
		]
	},
	{
		region: 'DE',
		year: 2026,
		days: [
			['2026-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2026-04-03', 'off', 'Good Friday', 'Good Friday'],
			['2026-04-06', 'off', 'Easter Monday', 'Easter Monday'],
			['2026-05-01', 'off', 'Labour Day', 'Labour Day'],
			['2026-05-14', 'off', 'Ascension Day', 'Ascension Day'],
			['2026-05-25', 'off', 'Whit Monday', 'Whit Monday'],
			['2026-10-03', 'off', 'National Holiday', 'National Holiday'],
			['2026-12-25', 'off', 'Christmas Day', 'Christmas Day'],
			['2026-12-26', 'off', 'Boxing Day', 'Boxing Day']
		]
	},
	{
		region: 'DE',
		year: 2027,
		days: [
			['2027-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2027-03-26', 'off', 'Good Friday', 'Good Friday'],
			['2027-03-29', 'off', 'Easter Monday', 'Easter Monday'],
			['2027-05-01', 'off', 'Labour Day', 'Labour Day'],
			['2027-05-06', 'off', 'Ascension Day', 'Ascension Day'],
			['2027-05-17', 'off', 'Whit Monday', 'Whit Monday'],
			['2027-10-03', 'off', 'National Holiday', 'National Holiday'],
			['2027-12-25', 'off', 'Christmas Day', 'Christmas Day'],
			['2027-12-26', 'off', 'Boxing Day', 'Boxing Day']
		]
	},
	{
		region: 'FR',
		year: 2026,
		days: [
			['2026-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2026-04-06', 'off', 'Easter Monday', 'Easter Monday'],
			['2026-05-01', 'off', 'Labour Day', 'Labour Day'],
			['2026-05-08', 'off', 'Victory Day', 'Victory Day'],
			['2026-05-14', 'off', 'Ascension Day', 'Ascension Day'],
			['2026-05-25', 'off', 'Whit Monday', 'Whit Monday'],
			['2026-07-14', 'off', 'Bastille Day', 'Bastille Day'],
			['2026-08-15', 'off', 'Assumption', 'Assumption'],
			['2026-11-01', 'off', "All Saints' Day", "All Saints' Day"],
			['2026-11-11', 'off', 'Armistice Day', 'Armistice Day'],
			['2026-12-25', 'off', 'Christmas Day', 'Christmas Day']
		]
	},
	{
		region: 'FR',
		year: 2027,
		days: [
			['2027-01-01', 'off', "New Year's Day", "New Year's Day"],
			['2027-03-29', 'off', 'Easter Monday', 'Easter Monday'],
			['2027-05-01', 'off', 'Labour Day', 'Labour Day'],
			['2027-05-06', 'off', 'Ascension Day', 'Ascension Day'],
			['2027-05-08', 'off', 'Victory Day', 'Victory Day'],
			['2027-05-17', 'off', 'Whit Monday', 'Whit Monday'],
			['2027-07-14', 'off', 'Bastille Day', 'Bastille Day'],
			['2027-08-15', 'off', 'Assumption', 'Assumption'],
			['2027-11-01', 'off', "All Saints' Day", "All Saints' Day"],
			['2027-11-11', 'off', 'Armistice Day', 'Armistice Day'],
			['2027-12-25', 'off', 'Christmas Day', 'Christmas Day']
		]
	}
];
