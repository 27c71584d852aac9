import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { repoDir } from '../../../pocketbase/serve/paths';
import { freePort } from '../../server/free-port';
import type { Muster } from '../../server/start';

/** A real proxy with TLS, set up by the very file that docs/deploy.md gives. */
export type Front = {
	/** Where Muster is for people, without a slash at its end. */
	readonly url: string;
	/** The same origin without TLS. */
	readonly plainOrigin: string;
	stop(): Promise<void>;
};
type Ports = { readonly http: number; readonly https: number };
/** In a folder of its own: the file it was written, and how the program is started on it. */
type Setup = {
	readonly config: string;
	readonly command: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
};
export type Kind = {
	readonly name: string;
	readonly program: string;
	readonly basePath: string;
	readonly setUp: (dir: string, ports: Ports, muster: Muster) => Setup | Promise<Setup>;
};

const DOMAIN = 'localhost';
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

export const KINDS: readonly Kind[] = [
	{ ...caddy('Caddyfile'), name: 'Caddy', basePath: '' },
	{ ...caddy('Caddyfile.below-a-path'), name: 'Caddy, below a path', basePath: '/muster' },
	{ ...nginx(nginxSite), name: 'nginx', basePath: '' },
	{ ...nginx(nginxLocations), name: 'nginx, below a path', basePath: '/muster' }
];

export async function startFront(kind: Kind, muster: Muster): Promise<Front> {
	const dir = await mkdtemp(join(tmpdir(), 'muster-front-'));
	const ports = { http: await freePort(), https: await freePort() };
	const { config, command, env = {} } = await kind.setUp(dir, ports, muster);
	await writeFile(join(dir, 'config'), config);
	const child = spawn(kind.program, command, {
		cwd: dir,
		env: { ...process.env, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir, ...env },
		stdio: ['ignore', 'ignore', 'pipe']
	});
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
	const ended = once(child, 'close');
	const untilMs = Date.now() + READY_WITHIN_MS;
	while (!(await greets(ports.https))) {
		if (child.exitCode !== null || Date.now() > untilMs) throw new Error(said);
		await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
	return {
		url: `https://${DOMAIN}:${String(ports.https)}${kind.basePath}`,
		plainOrigin: `http://${DOMAIN}:${String(ports.http)}`,
		async stop() {
			// In order, it would wait for every stream to end.
			child.kill('SIGKILL');
			await ended;
			await rm(dir, { recursive: true, force: true });
		}
	};
}

/** Caddy listens before it has made its certificate, and then breaks off what it is asked. */
async function greets(port: number): Promise<boolean> {
	// It vouches for itself.
	const where = { host: '127.0.0.1', port, servername: DOMAIN, rejectUnauthorized: false };
	const socket = connect(where);
	try {
		await once(socket, 'secureConnect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

const documented = (name: string): string => join(repoDir, 'docs', 'deploy', name);

/** With an authority of its own making instead of one on the internet. */
function caddy(name: string): Pick<Kind, 'program' | 'setUp'> {
	return {
		program: '/usr/bin/caddy',
		setUp: (_dir, ports, muster) => ({
			config: `{
				admin off
				skip_install_trust
				local_certs
				http_port ${String(ports.http)}
				https_port ${String(ports.https)}
			}
			import ${documented(name)}`,
			command: ['run', '--adapter', 'caddyfile', '--config', 'config'],
			env: { MUSTER_DOMAIN: DOMAIN, MUSTER_UPSTREAM: `127.0.0.1:${String(muster.port)}` }
		})
	};
}

type Site = (certificate: string, ports: Ports) => Promise<string>;

/** With a certificate that vouches for itself. */
function nginx(site: Site): Pick<Kind, 'program' | 'setUp'> {
	return {
		program: '/usr/sbin/nginx',
		async setUp(dir, ports, muster) {
			const certificate = join(dir, 'certificate.pem');
			makeCertificate(certificate);
			const servers = await site(certificate, ports);
			const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
				(what) => `${what}_temp_path ${join(dir, what)};`
			);
			return {
				config: `daemon off; master_process off; pid ${join(dir, 'pid')}; events {}
					http { access_log off; ${temporary.join(' ')}
					${servers.replaceAll('127.0.0.1:8090', `127.0.0.1:${String(muster.port)}`)} }`,
				command: ['-e', 'stderr', '-p', dir, '-c', 'config']
			};
		}
	};
}

async function nginxSite(certificate: string, { http, https }: Ports): Promise<string> {
	return (await readFile(documented('nginx.conf'), 'utf8'))
		.replaceAll('muster.example.com', DOMAIN)
		.replaceAll(/\/etc\/ssl\/muster\.\w+/g, certificate)
		.replace('listen 80;', `listen ${String(http)};`)
		.replace('listen 443 ', `listen ${String(https)} `);
}

/** Such locations stand in a site that has TLS, which is somebody else's. */
async function nginxLocations(certificate: string, { http, https }: Ports): Promise<string> {
	return `server { listen ${String(http)}; return 308 https://$host$request_uri; }
		server {
			listen ${String(https)} ssl http2;
			ssl_certificate ${certificate}; ssl_certificate_key ${certificate};
			add_header Strict-Transport-Security max-age=31536000 always;
			${await readFile(documented('nginx.below-a-path.conf'), 'utf8')}
		}`;
}

/** Key and certificate in one file. */
function makeCertificate(file: string): void {
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const whose = ['-subj', `/CN=${DOMAIN}`, '-addext', `subjectAltName=DNS:${DOMAIN}`];
	const where = ['-days', '2', '-keyout', file, '-out', file];
	const { status } = spawnSync('/usr/bin/openssl', ['req', '-x509', ...key, ...whose, ...where]);
	if (status !== 0 || !existsSync(file)) throw new Error('openssl made no certificate');
}
