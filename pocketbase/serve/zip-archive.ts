import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
/** Where a number does not fit, it is in the extra field instead. */
const ELSEWHERE = 0xffffffff;
const EXTRA_64 = 1;
const DEFLATED = 8;
const STORED = 0;

/** A file in an archive. */
export type ZipEntry = {
	readonly name: string;
	readonly sizeBytes: number;
	readonly packedBytes: number;
	readonly crc: number;
	readonly method: number;
	readonly at: number;
};

/**
 * What a zip archive of any size holds, read from its directory.
 *
 * @throws when it is no whole zip archive, or an entry would land outside of the folder it is unpacked to
 * @see APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3
 */
export async function readZip(file: string): Promise<ZipEntry[]> {
	const handle = await open(file);
	try {
		const directory = await readDirectory(handle);
		return parseDirectory(directory).filter(({ name }) => !name.endsWith('/'));
	} finally {
		await handle.close();
	}
}

/** Unpacks one file below `dir`, and checks that it is what was packed. */
export async function unpack(file: string, entry: ZipEntry, dir: string): Promise<void> {
	const target = join(dir, entry.name);
	await mkdir(dirname(target), { recursive: true });
	const check = { sizeBytes: 0, crc: 0 };
	const counted = new Transform({
		transform(chunk: Buffer, _, done) {
			check.sizeBytes += chunk.length;
			check.crc = crc32(chunk, check.crc);
			done(null, chunk);
		}
	});
	const to = createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true });
	if (entry.packedBytes === 0) await pipeline([], counted, to);
	else {
		const start = await startOfData(file, entry);
		const packed = createReadStream(file, { start, end: start + entry.packedBytes - 1 });
		if (entry.method === STORED) await pipeline(packed, counted, to);
		else if (entry.method === DEFLATED) await pipeline(packed, createInflateRaw(), counted, to);
		else throw new Error(`zip method ${String(entry.method)} is not supported`);
	}
	if (check.sizeBytes !== entry.sizeBytes || check.crc !== entry.crc)
		throw new Error(`${entry.name} in the archive is damaged`);
}

/** The entry's own header, before its data, has fields of other lengths than the directory. */
async function startOfData(file: string, entry: ZipEntry): Promise<number> {
	const handle = await open(file);
	try {
		const header = await readAt(handle, entry.at, LOCAL_BYTES);
		return entry.at + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
	} finally {
		await handle.close();
	}
}

async function readDirectory(handle: FileHandle): Promise<Buffer> {
	const { size } = await handle.stat();
	const from = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
	const tail = await readAt(handle, from, size - from);
	const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
	if (end < 0 || tail.length < end + END_BYTES || tail.readUInt32LE(end) !== END)
		throw new Error('not a zip archive');
	const sizeBytes = tail.readUInt32LE(end + 12);
	const at = tail.readUInt32LE(end + 16);
	const locator = end - LOCATOR_BYTES;
	if (locator < 0 || tail.readUInt32LE(locator) !== END_64_LOCATOR)
		return await readAt(handle, at, sizeBytes);
	const end64 = await readAt(handle, Number(tail.readBigUInt64LE(locator + 8)), 56);
	return await readAt(handle, Number(end64.readBigUInt64LE(48)), Number(end64.readBigUInt64LE(40)));
}

function parseDirectory(directory: Buffer): ZipEntry[] {
	const entries: ZipEntry[] = [];
	for (let at = 0; at < directory.length;) {
		if (directory.length < at + ENTRY_BYTES || directory.readUInt32LE(at) !== ENTRY)
			throw new Error('broken zip directory');
		const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
		const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
		const name = directory.toString('utf8', at + ENTRY_BYTES, nameEnd);
		if (!staysInside(name)) throw new Error(`the archive names a file outside of it: ${name}`);
		const numbers = [24, 20, 42].map((field) => directory.readUInt32LE(at + field));
		const [sizeBytes = 0, packedBytes = 0, offset = 0] = widened(
			numbers,
			directory.subarray(nameEnd, extraEnd)
		);
		entries.push({
			...{ name, sizeBytes, packedBytes, at: offset },
			crc: directory.readUInt32LE(at + 16),
			method: directory.readUInt16LE(at + 10)
		});
		at = extraEnd + directory.readUInt16LE(at + 32);
	}
	return entries;
}

/** Numbers that do not fit stand in the extra field, in the order of those that do not. */
function widened(numbers: readonly number[], extra: Buffer): number[] {
	let field = 0;
	while (field + 4 <= extra.length && extra.readUInt16LE(field) !== EXTRA_64)
		field += 4 + extra.readUInt16LE(field + 2);
	let next = field + 4;
	return numbers.map((number) => {
		if (number !== ELSEWHERE || next + 8 > extra.length) return number;
		next += 8;
		return Number(extra.readBigUInt64LE(next - 8));
	});
}

function staysInside(name: string): boolean {
	return !/^[/\\]|\\|:|\0/.test(name) && !name.split('/').includes('..');
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
	const buffer = Buffer.alloc(length);
	const { bytesRead } = await handle.read(buffer, 0, length, position);
	if (bytesRead !== length) throw new Error('the archive has been cut off');
	return buffer;
}
