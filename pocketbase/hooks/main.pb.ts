/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- what $apis makes is a middleware, though declared otherwise */
import { KINDS } from '$lib/domain/entities';
import type * as handlers from './app';

/**
 * Registrations, and nothing else: PocketBase keeps a handler's source text only and compiles it
 * in other VMs, so each one is made from text and names nothing outside itself.
 */
type HandlerName = keyof typeof handlers;

function call(name: HandlerName): (e: unknown) => void {
	// eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
	return new Function('e', `return require(__hooks + '/app.js').${name}(e)`) as (
		e: unknown
	) => void;
}

$app.onServe().bindFunc(call('serve'));

// public: push checks the session or the push credential itself, and says which it misses
routerAdd('POST', '/api/muster/push', call('push'), $apis.skipSuccessActivityLog());
// public: pull tells a deactivated person from a stranger
routerAdd('POST', '/api/muster/pull', call('pull'), $apis.gzip(), $apis.skipSuccessActivityLog());
// public: as pull
routerAdd('POST', '/api/muster/device', call('giveCredential'));
// public: as pull
routerAdd('DELETE', '/api/muster/device/{device}', call('withdrawCredential'));
// public: figures for whoever watches the machine
routerAdd('GET', '/api/muster/status', call('status'));

// public: there is nothing behind these; an unknown path of the API must not answer with a page
for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
	routerAdd(method, '/api/{rest...}', call('unknownApi'));
// public: the app itself, which then asks who is there
routerAdd('GET', '/{path...}', call('sendPage'), $apis.gzip(), $apis.skipSuccessActivityLog());

onRealtimeSubscribeRequest(call('subscribe'));

onRecordCreateRequest(call('dashboardCreate'), ...KINDS);
onRecordUpdateRequest(call('dashboardUpdate'), ...KINDS);
onRecordDeleteRequest(call('dashboardDelete'), ...KINDS);

$app.rootCmd?.addCommand(
	new Command({
		use: 'demo-fill <file.json>',
		short: 'Fills an empty database with a demo organisation',
		run: (command: cobra.Command, args: string[]) => {
			call('demoFill')({ command, args });
		}
	})
);
