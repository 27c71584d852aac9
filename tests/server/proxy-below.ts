import { createServer, request as ask } from 'node:http';
import { freePort } from './free-port';

/**
 * A proxy that has a server below a path of its origin and takes that path off, as docs/deploy.md
 * asks of one; beside that path there is nothing.
 *
 * @returns the server's address there, without a slash at its end
 */
export async function proxyBelow(
	basePath: string,
	server: string
): Promise<{ readonly url: string; stop(): Promise<void> }> {
	const proxy = createServer((request, response) => {
		const { method, headers, url: path = '' } = request;
		if (!path.startsWith(`${basePath}/`)) {
			response.writeHead(404).end('Something else lives here.');
			return;
		}
		const onward = ask(server + path.slice(basePath.length), { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.destroy());
		response.on('close', () => onward.destroy());
		request.pipe(onward);
	});
	const port = await freePort();
	await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${String(port)}${basePath}`,
		async stop() {
			proxy.closeAllConnections();
			await new Promise((resolve) => proxy.close(resolve));
		}
	};
}
