/**
 * Fills an empty data folder with the demo organisation.
 *
 * The same `seed` and day of `nowMs` make the same rows. `dataDir` is PocketBase's own folder (its
 * `--dir`), which may not exist yet; `hooksDir` and `migrationsDir` are the built ones. The server
 * is not running when it is called, and everything it started has ended when it resolves.
 */
export type FillDemo = (options: {
	dataDir: string;
	binary: string;
	hooksDir: string;
	migrationsDir: string;
	nowMs: number;
	seed: string;
	log: (line: string) => void;
}) => Promise<void>;
