import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Muster } from '../../server/start';
import { jpegWithPlace } from '../../fixtures/pictures';
import type { Api } from './api';

type Picked = { name: string; mimeType: string; buffer: Buffer };
type Row = Awaited<ReturnType<Api['list']>>[number];

/**
 * A photo as a phone's camera makes it: 3 000 × 2 000 px, full of detail, held on its side, and with
 * the place where it was taken.
 */
export async function cameraPhoto(page: Page, name: string): Promise<Picked> {
	const base64 = await page.evaluate(async () => {
		const canvas = document.createElement('canvas');
		canvas.width = 3_000;
		canvas.height = 2_000;
		const context = canvas.getContext('2d');
		if (!context) throw new Error('no canvas');
		for (let i = 0; i < 4_000; i++) {
			context.fillStyle = `hsl(${String((i * 47) % 360)} 60% ${String(20 + (i % 60))}%)`;
			context.fillRect((i * 131) % 3_000, (i * 197) % 2_000, 90, 60);
		}
		const blob = await new Promise<Blob | null>((resolve) =>
			canvas.toBlob(resolve, 'image/jpeg', 0.95)
		);
		const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
		let text = '';
		for (const byte of bytes) text += String.fromCharCode(byte);
		return btoa(text);
	});
	const bytes = jpegWithPlace(Buffer.from(base64, 'base64'));
	return { name, mimeType: 'image/jpeg', buffer: Buffer.from(bytes) };
}

/** Picks files from the phone's pictures, on a form that takes them. */
export async function pick(page: Page, files: readonly Picked[]): Promise<void> {
	await page.getByRole('button', { name: /^(相册|Photos)$/ }).setInputFiles([...files]);
}

/** The rows of what belongs to words on a task, oldest first. */
export async function attachmentsOf(api: Api, task: string): Promise<Row[]> {
	return api.list('attachments', `task="${task}"`, 'occurredAt');
}

/** What the server has on its disk of an attachment. */
export async function storedBytes(muster: Muster, row: Row): Promise<Buffer> {
	const folder = join(muster.dataDir, 'storage', String(row['collectionId']), row.id);
	return readFile(join(folder, String(row['file'])));
}
