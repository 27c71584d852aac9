import * as v from 'valibot';
import { COMMANDS, type CommandName, type Params, type Wire } from './wire';

const Answer = v.object({ value: v.unknown() });
const Refusal = v.object({ error: v.string(), message: v.string() });
const NewSession = v.object({ sessionId: v.string() });

/** WebDriver as a driver's own server speaks it. */
export class HttpWire implements Wire {
	readonly #session: string;

	private constructor(session: string) {
		this.#session = session;
	}

	/**
	 * Has the driver start a browser.
	 *
	 * @param driver address of its server
	 */
	static async open(driver: string, capabilities: Params): Promise<HttpWire> {
		const asked = { capabilities: { alwaysMatch: capabilities } };
		const made = await ask('POST', `${driver}/session`, asked);
		return new HttpWire(`${driver}/session/${v.parse(NewSession, made).sessionId}`);
	}

	async send(command: CommandName, { id, ...params }: Params = {}): Promise<unknown> {
		const [method = '', path = ''] = COMMANDS[command].http.split(' ');
		return await this.ask(method, path.replace('{id}', String(id)), params);
	}

	/** What only this driver knows. */
	async ask(method: string, path: string, params: Params): Promise<unknown> {
		return await ask(method, `${this.#session}${path}`, params);
	}
}

async function ask(method: string, url: string, params: Params): Promise<unknown> {
	const body = method === 'GET' ? null : JSON.stringify(params);
	const response = await fetch(url, { method, body });
	const { value } = v.parse(Answer, await response.json());
	if (response.ok) return value;
	const refusal = v.safeParse(Refusal, value);
	throw new Error(refusal.success ? `${refusal.output.error}: ${refusal.output.message}` : url);
}
