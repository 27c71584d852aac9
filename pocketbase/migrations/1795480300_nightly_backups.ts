/** 03:00 in Shanghai, when nobody works: PocketBase's clock for this is UTC. */
const NIGHTLY = '0 19 * * *';
const KEEP = 14;

/** A backup each night, unless somebody has chosen a time of their own. */
migrate((app) => {
	const { backups } = app.settings();
	if (backups.cron !== '') return;
	backups.cron = NIGHTLY;
	backups.cronMaxKeep = KEEP;
	app.save(app.settings());
});
