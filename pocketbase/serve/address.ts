/** The address of a server that listens on this host and port. */
export function urlOf(host: string, port: number): string {
	return `http://${withPort(host, port)}`;
}

/** As PocketBase's `--http` takes it. */
export function withPort(host: string, port: number): string {
	return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/** Where this machine itself reaches a server that may listen on all of its addresses. */
export function reachableUrl(url: string): string {
	return url.replace('://0.0.0.0:', '://127.0.0.1:').replace('://[::]:', '://[::1]:');
}
