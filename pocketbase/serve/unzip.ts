import { inflateRawSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const stored = 0;
const deflated = 8;

/**
 * The content of one file in a zip archive: enough for PocketBase's releases, so that neither a
 * package nor an `unzip` command is needed.
 *
 * @throws when the archive is not a plain zip or has no such file
 * @see APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16
 */
export function unzipFile(archive: Buffer, name: string): Buffer {
	const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
	if (end < 0 || archive.readUInt32LE(end) !== endOfDirectory) throw new Error('not a zip archive');
	let offset = archive.readUInt32LE(end + 16);
	for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
		if (archive.readUInt32LE(offset) !== directoryEntry) throw new Error('broken zip directory');
		const nameLength = archive.readUInt16LE(offset + 28);
		const entryName = archive.toString('utf8', offset + 46, offset + 46 + nameLength);
		if (entryName === name) return readEntry(archive, offset);
		offset +=
			46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
	}
	throw new Error(`no ${name} in the archive`);
}

function readEntry(archive: Buffer, entry: number): Buffer {
	const method = archive.readUInt16LE(entry + 10);
	const sizeBytes = archive.readUInt32LE(entry + 20);
	const local = archive.readUInt32LE(entry + 42);
	const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
	const data = archive.subarray(start, start + sizeBytes);
	if (method === stored) return data;
	if (method === deflated) return inflateRawSync(data);
	throw new Error(`zip method ${String(method)} is not supported`);
}
