import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { demoZone } from '../../pocketbase/serve/demo/work-clock';
import { repoDir } from '../../pocketbase/serve/paths';
import { chromiumArgs, chromiumPath } from '../e2e-browser';
import { Api, meetEveryDay } from '../e2e/support/api';
import { startMuster, type Muster } from '../server/start';
import { ANDROID_WECHAT, IPHONE_SAFARI } from '../user-agents.table';

/**
 * Takes the pictures in docs/screens: every screen, three themes, two languages, from a real
 * server with the demo organisation. Run it after a screen has changed, and look at them.
 */
const OUT = join(repoDir, 'docs', 'screens');
const THEMES = ['light', 'dark', 'sunlight'] as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
/** Shown by browsers that ask whether to install: small, and in the language of the manifest. */
const INSTALL_OUT = join(repoDir, 'static', 'screens');
const INSTALL_PICTURES: readonly string[] = ['today', 'today-saved', 'board'];
const PHONE = { width: 360, height: 800 };
const TABLET = { width: 1280, height: 800 };

type Dress = {
	readonly theme: (typeof THEMES)[number];
	readonly language: (typeof LANGUAGES)[number];
};

const PASTED = {
	'zh-CN': '李强\t20417\t生产部\n赵磊\t20501\t生产部\n刘洋\t20502\t仓库\n孙悦\t20503\t市场部',
	en: 'Li Qiang\t20417\tProduction\nZhao Lei\t20501\tProduction\nLiu Yang\t20502\tWorkshop\nSun Yue\t20503\tMarketing'
};
const PASTED_RIGHT = '赵磊\t20501\t\n刘洋\t20502\t\n周敏\t20503\t';

const words = {
	add: /^(加入 3 人|Add 3 people)$/,
	late: /^(滞后|Late)$/,
	done: /^(已完成|Done)$/,
	saved: /已存本机|Saved on this phone/,
	material: /^(缺料|Material)$/,
	helps: /^(谁能帮忙|Who can help)/,
	heldUp: /困难 \d|\d blocked/,
	reportAndCheckIn: /^(提交困难并签到|Report and check in)$/,
	checkedIn: /已签到|Checked in/,
	remove: /^(移除|Remove) /,
	useMine: /^(用我的|Use mine)$/,
	showCode: /^(出示邀请码|Show the code)$/,
	yourName: /^(您的姓名|Your name)$/,
	choosePin: /^(设一个 PIN 码|Choose a PIN)/,
	comeIn: /^(加入|Come in)$/,
	signOut: /退出|^Sign out/,
	placeName: /^(地点或设备名称|Name of the place)/,
	addPlace: /^(添加|Add)$/,
	signIn: /^(登录|Sign in)$/,
	offer: /把齐步装到主屏幕|Put Muster on your home screen/
};

async function open(
	browser: Browser,
	url: string,
	dress: Dress,
	viewport: typeof PHONE,
	userAgent?: string
) {
	const context = await browser.newContext({
		...(userAgent === undefined ? {} : { userAgent }),
		baseURL: url,
		viewport,
		deviceScaleFactor: viewport === PHONE ? 2 : 1,
		locale: dress.language,
		timezoneId: demoZone(),
		reducedMotion: 'reduce',
		colorScheme: dress.theme === 'dark' ? 'dark' : 'light',
		...(dress.theme === 'sunlight' ? { contrast: 'more' as const } : {})
	});
	return { context, page: await context.newPage() };
}

async function signIn(page: Page, who: string): Promise<void> {
	await page.goto('/login');
	await page.getByLabel(/邮箱|e-?mail/i).fill(`${who}@demo.test`);
	await page.getByLabel(/^(密码|password)$/i).fill('muster-demo');
	await page.getByRole('button', { name: words.signIn }).click();
	await page.waitForURL(/\/(today|board)/);
	await page.locator('[data-sync="synced"], [data-sync="choice"]').first().waitFor();
	await page.locator('[data-task]').first().waitFor();
}

const STILL_FRAMES = 25;

/** Some parts come after the first paint: the page is still once it has kept its height and place for so many frames. */
async function untilStill(frames: number): Promise<void> {
	await document.fonts.ready;
	for (let [still, seen] = [0, '']; still < frames;) {
		await new Promise(requestAnimationFrame);
		const now = `${scrollY} ${document.documentElement.scrollHeight}`;
		still = now === seen ? still + 1 : 0;
		seen = now;
	}
}

/** One picture, once nothing moves any more. */
async function take(page: Page, name: string, dress: Dress): Promise<void> {
	await page.evaluate(untilStill, STILL_FRAMES);
	const file = `${name}-${dress.language === 'en' ? 'en' : 'zh'}-${dress.theme}.png`;
	await page.screenshot({ path: join(OUT, file) });
	if (!INSTALL_PICTURES.includes(name) || file !== `${name}-zh-light.png`) return;
	const small = { type: 'jpeg', quality: 70 } as const;
	await page.screenshot({ ...small, path: join(INSTALL_OUT, `${name}.jpg`) });
}

async function phone(context: BrowserContext, page: Page, dress: Dress): Promise<void> {
	await page.goto('/login');
	await page.getByRole('button', { name: words.signIn }).waitFor();
	await take(page, 'login', dress);
	await signIn(page, 'staff');
	await take(page, 'today', dress);
	await page.goto('/me/devices');
	await page.getByRole('listitem').first().waitFor();
	await take(page, 'devices', dress);
	await page.goto('/today');
	const task = await page.locator('[data-task]').last().getAttribute('data-task');
	await page.locator('[data-task]').first().getByRole('button').first().click();
	await take(page, 'today-open', dress);
	await page.keyboard.press('Escape');
	await context.setOffline(true);
	const now = page.getByRole('region', { name: /^(现在|Now)/ });
	await now.getByRole('radio', { name: words.late }).click();
	await now.getByText(words.saved).waitFor();
	await take(page, 'today-late', dress);
	await now.getByRole('radio', { name: words.done }).click();
	await now.getByText(words.saved).waitFor();
	await take(page, 'today-saved', dress);
	await page.goto(`/t/${task ?? ''}`);
	await page.getByRole('radio', { name: words.done }).first().waitFor();
	await take(page, 'task', dress);
	await page.goto('/sync');
	await page.locator('[data-op]').first().waitFor();
	await take(page, 'sync', dress);
	await page.goto('/me');
	await page.getByRole('heading').first().waitFor();
	await take(page, 'me', dress);
}

/** The ways onto the home screen: the offer after three taps, the pictures, and what WeChat is shown. */
async function installing(browser: Browser, url: string, dress: Dress): Promise<void> {
	const chrome = await open(browser, url, dress, PHONE);
	await signIn(chrome.page, 'staff');
	await chrome.page.evaluate(() => window.dispatchEvent(new Event('beforeinstallprompt')));
	const now = chrome.page.getByRole('region', { name: /^(现在|Now)/ });
	for (const name of [words.late, words.done, words.late]) {
		await now.getByRole('radio', { name }).click();
		await now.getByText(words.saved).waitFor();
	}
	await chrome.page.getByText(words.offer).waitFor();
	await take(chrome.page, 'install-offer', dress);
	const iphone = await open(browser, url, dress, PHONE, IPHONE_SAFARI);
	await signIn(iphone.page, 'staff');
	await iphone.page.goto('/me/install');
	await iphone.page.getByRole('listitem').nth(2).waitFor();
	await take(iphone.page, 'install', dress);
	const wechat = await open(browser, url, dress, PHONE, ANDROID_WECHAT);
	await wechat.page.goto('/today');
	await wechat.page.getByRole('button').last().waitFor();
	await take(wechat.page, 'open-in-browser', dress);
	for (const { context } of [chrome, iphone, wechat]) await context.close();
}

async function tablet(page: Page, dress: Dress): Promise<void> {
	await signIn(page, 'lead');
	await take(page, 'board', dress);
	await page.setViewportSize({ width: 1024, height: 768 });
	await take(page, 'board-1024', dress);
	await page.setViewportSize(PHONE);
	await take(page, 'board-phone', dress);
	await page.setViewportSize(TABLET);
	await page.locator('[data-tile="overdue"]').click();
	await page.getByRole('dialog').waitFor();
	await take(page, 'board-overdue', dress);
}

/** A check-in with a problem, and the stand-up at which it is heard. */
async function shift(staff: Page, lead: Page, dress: Dress): Promise<void> {
	await signIn(staff, 'staff');
	await staff.goto('/checkin');
	await staff.getByRole('button', { name: words.material }).waitFor();
	await take(staff, 'checkin', dress);
	await staff.getByRole('button', { name: words.material }).click();
	const helpers = staff.getByRole('group', { name: words.helps });
	await helpers.getByRole('button').first().click();
	await take(staff, 'checkin-problem', dress);
	await staff.getByRole('button', { name: words.reportAndCheckIn }).click();
	await staff.getByText(words.checkedIn).first().waitFor();
	await staff.goto('/today');
	await staff.locator('[data-sync="synced"]').first().waitFor();
	await staff.goto('/checkin');
	await staff.getByText(words.checkedIn).first().waitFor();
	await take(staff, 'checkin-given', dress);
	await signIn(lead, 'lead');
	await lead.goto('/board?show=checkin');
	const standups = lead.getByRole('dialog').getByRole('link');
	await standups.filter({ hasText: words.heldUp }).first().click();
	await lead.locator('main [data-issue]').first().waitFor();
	await take(lead, 'standup', dress);
	await lead.goto('/board?show=blocked');
	await lead.getByRole('dialog').locator('[data-issue]').first().waitFor();
	await take(lead, 'board-blocked', dress);
}

/** What somebody said without network who had been taken off the project meanwhile. */
async function unheard(staff: Page, lead: Page, api: Api, dress: Dress): Promise<void> {
	await staff.goto('/today');
	const now = staff.getByRole('region', { name: /^(现在|Now)/ });
	const task = (await now.getAttribute('data-task')) ?? '';
	await staff.context().setOffline(true);
	await now.getByRole('radio', { name: words.late }).click();
	await now.getByText(words.saved).waitFor();
	await now.getByRole('button', { name: words.material }).click();
	const { project } = await api.one('tasks', task);
	const { name } = await api.personOf('staff@demo.test');
	await lead.goto(`/admin/projects/${String(project)}`);
	const remove = lead.getByRole('button', { name: words.remove });
	await remove.and(lead.getByRole('button', { name: String(name) })).click();
	await lead.goto('/board?show=disagreements');
	await lead.locator('[data-sync="synced"], [data-sync="choice"]').first().waitFor();
	await staff.context().setOffline(false);
	await lead.locator(`[data-unheard][data-task="${task}"]`).waitFor();
	await take(lead, 'board-unheard', dress);
}

/** A page by its address, once it has something to show. */
async function visit(page: Page, path: string, name: string, dress: Dress): Promise<void> {
	await page.goto(path);
	await page.getByRole('heading').first().waitFor();
	await page.locator('[data-sync="synced"], main').first().waitFor();
	await take(page, name, dress);
}

/** From a problem on a phone to the list that is walked through on a tablet. */
async function issues(staff: Page, lead: Page, dress: Dress): Promise<void> {
	await signIn(staff, 'staff');
	const task = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	await visit(staff, `/t/${task}/problem`, 'problem', dress);
	await visit(staff, `/t/${task}/report`, 'report', dress);
	await visit(staff, '/me/week', 'week', dress);
	await visit(staff, '/projects', 'projects', dress);
	const list = (await staff.locator('a[href^="/p/"]').first().getAttribute('href')) ?? '';
	await visit(staff, list, 'issues-phone', dress);
	await signIn(lead, 'lead');
	await lead.goto(list);
	await lead.locator(`li a[href^="${list}/"]`).first().click();
	await lead.getByRole('heading').nth(1).waitFor();
	await take(lead, 'issues', dress);
	await visit(lead, `${list}/walk`, 'issues-walk', dress);
}

/** A newcomer by the lead's invitation, and back again by PIN. */
async function joining(lead: Page, newcomer: Page, dress: Dress): Promise<void> {
	await lead.goto('/admin/invitations');
	await lead.getByRole('button', { name: words.showCode }).click();
	await lead.locator('svg path.ink').first().waitFor();
	await take(lead, 'invitation', dress);
	const code = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(await lead.getByRole('main').innerText());
	await newcomer.goto(`/join#${code?.[0] ?? ''}`);
	await newcomer.getByLabel(words.yourName).fill(dress.language === 'en' ? 'Zhao Xin' : '赵新');
	await newcomer.getByLabel(words.choosePin).fill('482913');
	await take(newcomer, 'join', dress);
	await newcomer.getByRole('button', { name: words.comeIn }).click();
	await newcomer.waitForURL(/today/);
	await newcomer.goto('/me');
	await newcomer.getByRole('button', { name: words.signOut }).click();
	await newcomer.waitForURL(/login/);
	const face = newcomer.getByRole('button', { name: /赵新|Zhao Xin/ });
	await face.waitFor();
	await take(newcomer, 'login-faces', dress);
	await face.click();
	await newcomer.getByRole('button', { name: '4', exact: true }).click();
	await take(newcomer, 'login-pin', dress);
	await lead.goto('/admin/places');
	await lead.getByLabel(words.placeName).fill(dress.language === 'en' ? 'Press 3' : '3 号冲压机');
	await lead.getByRole('button', { name: words.addPlace }).click();
	await lead.locator('li a[href*="/admin/places/"]').first().click();
	await lead.locator('svg path.ink').first().waitFor();
	await take(lead, 'poster', dress);
}

async function loop(browser: Browser, muster: Muster, dress: Dress): Promise<void> {
	const staff = await open(browser, muster.url, dress, PHONE);
	const lead = await open(browser, muster.url, dress, TABLET);
	const newcomer = await open(browser, muster.url, dress, PHONE);
	await issues(staff.page, lead.page, dress);
	await joining(lead.page, newcomer.page, dress);
	for (const { context } of [staff, lead, newcomer]) await context.close();
}

/** Both need a stand-up today, which they have whatever day it is. */
async function days(browser: Browser, muster: Muster, dress: Dress): Promise<void> {
	const api = new Api(muster);
	await meetEveryDay(api);
	const staff = await open(browser, muster.url, dress, PHONE);
	const lead = await open(browser, muster.url, dress, TABLET);
	await shift(staff.page, lead.page, dress);
	await unheard(staff.page, lead.page, api, dress);
	for (const { context } of [staff, lead]) await context.close();
}

/** Somebody whose report met another one. */
async function choice(page: Page, dress: Dress): Promise<void> {
	await signIn(page, 'zeng.qi');
	await page.goto('/sync');
	await page.getByRole('button', { name: words.useMine }).waitFor();
	await take(page, 'choice', dress);
}

async function desk(page: Page, dress: Dress): Promise<void> {
	await signIn(page, 'admin');
	await page.goto('/health');
	await page.getByRole('listitem').first().waitFor();
	await take(page, 'health', dress);
	await page.goto('/admin/people');
	await page.getByRole('listitem').first().waitFor();
	await take(page, 'people', dress);
	await visit(page, '/admin/calendar', 'calendar', dress);
	await page.goto('/setup/people');
	await page.getByRole('textbox').first().fill(PASTED[dress.language]);
	await page.locator('[data-row]').first().waitFor();
	await take(page, 'setup', dress);
	await page.goto('/admin/people/add');
	await page.getByRole('textbox').first().fill(PASTED_RIGHT);
	await page.getByRole('button', { name: words.add }).click();
	await page.locator('svg path.ink').first().waitFor();
	await take(page, 'slips', dress);
}

/** The first sign-in by the slip that is on the office's screen. */
async function welcome(desktop: Page, page: Page, dress: Dress): Promise<void> {
	const slip = await desktop.getByRole('listitem').first().innerText();
	await page.goto(`/welcome#${/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(slip)?.[0] ?? ''}`);
	await page.locator('input[type=password]').waitFor();
	await take(page, 'welcome', dress);
}

/** One with the same offset all year for every hour of the day. */
const ZONES = [
	...['Asia/Shanghai', 'Asia/Dubai', 'Africa/Lagos', 'America/Sao_Paulo', 'America/Phoenix'],
	...['Pacific/Honolulu', 'Pacific/Guadalcanal', 'Pacific/Tongatapu']
];
const PICTURED_HOUR = 16;

/** Where it is afternoon, so that the pictures show a working day at any hour; Shanghai if it is day there. */
function zoneInTheAfternoon(nowMs: number): string {
	const hourIn = (timeZone: string): number =>
		Number(
			new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(nowMs)
		);
	const away = (zone: string): number => Math.abs(hourIn(zone) - PICTURED_HOUR);
	return (
		ZONES.find((zone) => away(zone) <= 4) ?? ZONES.toSorted((a, b) => away(a) - away(b))[0] ?? ''
	);
}

async function main(): Promise<void> {
	process.env['MUSTER_DEMO_ZONE'] = zoneInTheAfternoon(Date.now());
	for (const dir of [OUT, INSTALL_OUT]) await mkdir(dir, { recursive: true });
	const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumArgs] });
	for (const language of LANGUAGES) {
		process.env['MUSTER_DEMO_LANG'] = language === 'en' ? 'en' : 'zh';
		for (const theme of THEMES) {
			const dress = { theme, language };
			const muster = await startMuster({ demo: true });
			const small = await open(browser, muster.url, dress, PHONE);
			await phone(small.context, small.page, dress);
			const large = await open(browser, muster.url, dress, TABLET);
			await tablet(large.page, dress);
			const other = await open(browser, muster.url, dress, PHONE);
			await choice(other.page, dress);
			await installing(browser, muster.url, dress);
			await loop(browser, muster, dress);
			await days(browser, muster, dress);
			const desktop = await open(browser, muster.url, dress, TABLET);
			await desk(desktop.page, dress);
			const newcomer = await open(browser, muster.url, dress, PHONE);
			await welcome(desktop.page, newcomer.page, dress);
			await small.context.close();
			await large.context.close();
			await other.context.close();
			await desktop.context.close();
			await newcomer.context.close();
			await muster.stop();
			process.stdout.write(`${language} ${theme}\n`);
		}
	}
	await browser.close();
}

await main();
