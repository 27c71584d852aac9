import { startMuster, type Muster } from '../../server/start';
import { HttpClient } from './http';
import { Maker } from './maker';

/** A Muster server of a bench's own: the demo organisation, to be filled further. */
export type Site = {
	readonly muster: Muster;
	readonly client: HttpClient;
	readonly make: Maker;
	stop(): Promise<void>;
};

const WRITERS = 8;

export async function startSite(): Promise<Site> {
	const muster = await startMuster({ demo: true, app: false });
	const client = new HttpClient(muster.url, WRITERS);
	const stop = async (): Promise<void> => {
		client.close();
		await muster.stop();
	};
	try {
		return { muster, client, make: await Maker.of(client, muster), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
