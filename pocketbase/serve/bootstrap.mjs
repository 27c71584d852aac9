// Runs one of the repository's TypeScript programs on a fresh clone: checks Node, installs the
// packages when they are missing or not those of the lock file, then loads the program in this
// process. It may import nothing that is not part of Node.
//
//   node pocketbase/serve/bootstrap.mjs [--run <program.ts>] [arguments for the program]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repoDir = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const modulesDir = join(repoDir, 'node_modules');
const stampFile = join(modulesDir, '.muster-lock-hash');

/**
 * @param {string} sentence
 * @param {string} advice
 * @returns {never}
 */
function fail(sentence, advice) {
	process.stderr.write(`${sentence}\n→ ${advice}\n`);
	process.exit(1);
}

function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 20 || (major === 20 && minor >= 19)) return;
	fail(
		`Muster needs Node 20.19 or newer; this is ${process.versions.node}.`,
		'Install a current Node (https://nodejs.org) and try again.'
	);
}

function installPackages() {
	const lock = readFileSync(join(repoDir, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).digest('hex');
	const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
	if (stamp === hash) return;
	process.stdout.write('Installing packages (npm ci) …\n');
	const windows = process.platform === 'win32';
	const { status, error } = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci'], {
		cwd: repoDir,
		stdio: ['ignore', 'inherit', 'inherit'],
		shell: windows
	});
	if (error !== undefined) {
		fail('npm is not installed.', 'It comes with Node: install Node again, npm included.');
	}
	if (status !== 0) {
		fail('The packages could not be installed.', 'See what npm says above; check the network.');
	}
	writeFileSync(stampFile, hash);
}

checkNode();
process.chdir(repoDir);
const args = process.argv.slice(2);
const program = args[0] === '--run' ? args.splice(0, 2)[1] : 'pocketbase/serve/main.ts';
if (program === undefined) fail('--run needs a program.', 'Name a TypeScript file.');
installPackages();
process.argv.splice(1, process.argv.length - 1, resolve(program), ...args);

const { register } = await import('tsx/esm/api');
register({ tsconfig: join(repoDir, 'pocketbase', 'tsconfig.json') });
await import(pathToFileURL(resolve(program)).href);
