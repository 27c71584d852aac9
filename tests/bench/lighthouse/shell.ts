import type { Page } from '@playwright/test';
import { serve, type StaticSite } from '../harness/static-site';

/** What the page is made of, without a script: its elements as they stand, and its style sheets. */
export async function serveShell(page: Page, port: number): Promise<StaticSite> {
	const { html, sheets } = await page.evaluate(() => {
		const copy = document.documentElement.cloneNode(true) as Element;
		for (const gone of copy.querySelectorAll(
			'script, meta[http-equiv], link[rel="modulepreload"], link[rel="manifest"], link[rel*="icon"]'
		))
			gone.remove();
		copy.querySelector('head')?.insertAdjacentHTML('beforeend', '<link rel="icon" href="data:,">');
		const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')];
		return {
			html: `<!doctype html>${copy.outerHTML}`,
			sheets: links.map((link) => new URL(link.href).pathname)
		};
	});
	const files = new Map([['/', { type: 'text/html', body: html }]]);
	for (const path of sheets) {
		const answer = await page.request.get(new URL(path, page.url()).href);
		files.set(path, { type: 'text/css', body: await answer.text() });
	}
	files.set('/robots.txt', { type: 'text/plain', body: 'User-agent: *\nAllow: /\n' });
	return await serve(files, port);
}
