/** What is asked of an engine, as WebDriver over HTTP and as Firefox's Marionette name it. */
export const COMMANDS = {
	navigate: { http: 'POST /url', marionette: 'WebDriver:Navigate' },
	find: { http: 'POST /elements', marionette: 'WebDriver:FindElements' },
	role: { http: 'GET /element/{id}/computedrole', marionette: 'WebDriver:GetComputedRole' },
	label: { http: 'GET /element/{id}/computedlabel', marionette: 'WebDriver:GetComputedLabel' },
	displayed: { http: 'GET /element/{id}/displayed', marionette: 'WebDriver:IsElementDisplayed' },
	click: { http: 'POST /element/{id}/click', marionette: 'WebDriver:ElementClick' },
	type: { http: 'POST /element/{id}/value', marionette: 'WebDriver:ElementSendKeys' },
	picture: { http: 'GET /screenshot', marionette: 'WebDriver:TakeScreenshot' },
	run: { http: 'POST /execute/async', marionette: 'WebDriver:ExecuteAsyncScript' }
} as const;

export type CommandName = keyof typeof COMMANDS;
export type Params = Readonly<Record<string, unknown>>;

/**
 * Carries WebDriver's commands to one browser.
 *
 * @see https://www.w3.org/TR/webdriver2/
 */
export interface Wire {
	/** @returns the answer's value; throws when the browser says no */
	send(command: CommandName, params?: Params): Promise<unknown>;
}
