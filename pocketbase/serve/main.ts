import { buildAll } from './build';
import { launch } from './launch';
import { findPocketBase, realSurroundings } from './pocketbase-binary';

await launch(async (basePath, log) => {
	const binary = await findPocketBase(realSurroundings(log));
	await buildAll(log, basePath);
	return binary;
});
