import { number } from './collection-fields';

/** What a device last said of its queue, and when; who waits, and who was refused, found by an index. */
migrate((app) => {
	const devices = app.findCollectionByNameOrId('devices');
	for (const name of ['waitingOps', 'oldestWaitingAt', 'queueNotedAt'])
		devices.fields.add(new Field(number(name)));
	devices.addIndex('devices_waiting', false, 'oldestWaitingAt', 'waitingOps > 0');
	devices.addIndex('devices_seen', false, 'lastSeenAt', '');
	app.save(devices);
	const ops = app.findCollectionByNameOrId('ops');
	ops.addIndex('ops_refused', false, 'receivedAt', `outcome = 'refused'`);
	app.save(ops);
});
