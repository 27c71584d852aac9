import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from './fault';
import { launch } from './launch';
import { appDirOf, bundledPocketBase } from './paths';
import { findPocketBase, realSurroundings } from './pocketbase-binary';

/** The launcher of a bundle: everything has been built and lies beside it. */
await launch(async (basePath, log) => {
	if (!existsSync(join(appDirOf(basePath), 'index.html')))
		throw new Fault(
			`This bundle was not made for MUSTER_BASE_PATH="${basePath}".`,
			'Set the one it was made with, or make another: npm run bundle.'
		);
	const around = realSurroundings(log);
	const given = around.env['MUSTER_POCKETBASE'] ?? '';
	const env = { ...around.env, MUSTER_POCKETBASE: given === '' ? bundledPocketBase : given };
	return await findPocketBase({ ...around, env });
});
