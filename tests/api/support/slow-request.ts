import { connect } from 'node:net';
import type { Client } from './client';

/** Long enough for the server to have read the head, and who sends it. */
const HEAD_READ_MS = 300;

/** A POST whose body stops after its first byte until `meanwhile` is over; the whole answer as text, '' for none. */
export async function sendSlowly(
	client: Client,
	path: string,
	body: unknown,
	meanwhile: () => Promise<void>
): Promise<string> {
	const { hostname, port } = new URL(client.url);
	const text = JSON.stringify(body);
	const socket = connect(Number(port), hostname);
	let answer = '';
	const closed = new Promise((resolve) => socket.once('close', resolve));
	// The server may end meanwhile; then there is no answer.
	socket.on('error', () => undefined);
	socket.on('data', (chunk: Buffer) => (answer += chunk.toString('utf8')));
	const head = [
		`POST ${path} HTTP/1.1`,
		`Host: ${hostname}`,
		'Connection: close',
		'Content-Type: application/json',
		`Content-Length: ${String(Buffer.byteLength(text))}`,
		...(client.token === null ? [] : [`Authorization: ${client.token}`])
	];
	socket.write(`${head.join('\r\n')}\r\n\r\n${text.slice(0, 1)}`);
	await new Promise((resolve) => setTimeout(resolve, HEAD_READ_MS));
	await meanwhile();
	socket.write(text.slice(1));
	await closed;
	return answer;
}
