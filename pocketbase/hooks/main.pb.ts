/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- what $apis makes is a middleware, though declared otherwise */
import { KINDS } from '$lib/domain/entities';
import type * as handlers from './app';

/**
 * Registrations, and nothing else: PocketBase keeps a handler's source text only and compiles it
 * in other VMs, so each one is made from text and names nothing outside itself.
 */
type HandlerName = Exclude<keyof typeof handlers, 'answer'>;

function call(name: HandlerName): (e: unknown) => void {
	return handler(`return require(__hooks + '/app.js').${name}(e)`);
}

/** A route of the API. */
function answer(name: HandlerName): (e: unknown) => void {
	return handler(`const app = require(__hooks + '/app.js'); app.answer(app.${name}, e)`);
}

function handler(body: string): (e: unknown) => void {
	// eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
	return new Function('e', body) as (e: unknown) => void;
}

$app.onServe().bindFunc(call('serve'));
// Before PocketBase's own, which closes the listener.
$app.onTerminate().bind({ id: 'musterDrain', func: call('drain'), priority: -10_000 });

// public: push checks the session or the push credential itself, and says which it misses
routerAdd('POST', '/api/muster/push', answer('push'), $apis.skipSuccessActivityLog());
// public: pull tells a deactivated person from a stranger
routerAdd('POST', '/api/muster/pull', answer('pull'), $apis.gzip(), $apis.skipSuccessActivityLog());
// public: as pull
routerAdd('POST', '/api/muster/device', answer('giveCredential'));
// public: as pull
routerAdd('DELETE', '/api/muster/device/{device}', answer('withdrawCredential'));
// public: as pull
routerAdd('GET', '/api/muster/devices', answer('listDevices'));
// public: as pull
routerAdd('POST', '/api/muster/devices/{device}/revoke', answer('revokeDevice'));
// public: as push
routerAdd('POST', '/api/muster/files/{attachment}', answer('takeFile'));
// public: as pull
routerAdd(
	'GET',
	'/api/muster/files/{attachment}',
	answer('sendFile'),
	$apis.skipSuccessActivityLog()
);
// public: figures for whoever watches the machine
routerAdd('GET', '/api/muster/status', answer('status'));
// public: asks itself, as an admin's session and a superuser's are of two collections
routerAdd('GET', '/api/muster/health', answer('health'), $apis.gzip());

// public: says whether nobody is there yet, and nothing else
routerAdd('GET', '/api/muster/setup', answer('setupState'));
// public: the code that the launcher has printed is what counts
routerAdd('POST', '/api/muster/setup', answer('setUp'));
// public: as pull
routerAdd('POST', '/api/muster/people', answer('takeIn'));
// public: as pull
routerAdd('POST', '/api/muster/people/{person}/code', answer('giveCode'));
// public: the code of a slip is what counts
routerAdd('POST', '/api/muster/first-sign-in', answer('firstSignIn'));
// public: as pull
routerAdd('GET', '/api/muster/invitations', answer('listInvitations'));
// public: as pull
routerAdd('POST', '/api/muster/invitations', answer('invite'));
// public: as pull
routerAdd('POST', '/api/muster/invitations/{invitation}/end', answer('endInvitation'));
// public: the code of an invitation is what counts
routerAdd('POST', '/api/muster/join', answer('join'));
// public: as pull
routerAdd('POST', '/api/muster/pin', answer('setPin'));
// public: the phone's key and the PIN are what counts
routerAdd('POST', '/api/muster/pin/sign-in', answer('signInByPin'));

// public: there is nothing behind these; an unknown path of the API must not answer with a page
for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
	routerAdd(method, '/api/{rest...}', call('unknownApi'));
// public: the app itself, which then asks who is there
routerAdd('GET', '/{path...}', call('sendPage'), $apis.skipSuccessActivityLog());

onRealtimeSubscribeRequest(call('subscribe'));

onFileDownloadRequest(call('guardFile'), 'attachments');

onRecordCreateRequest(call('dashboardCreate'), ...KINDS);
onRecordUpdateRequest(call('dashboardUpdate'), ...KINDS);
onRecordDeleteRequest(call('dashboardDelete'), ...KINDS);

onSettingsReload(call('trustProxy'));

onRecordAuthWithPasswordRequest(call('signIn'), 'people', '_superusers');
onRecordConfirmPasswordResetRequest(call('endSessions'), 'people');
onRecordConfirmEmailChangeRequest(call('endSessions'), 'people');

cronAdd('musterStalled', '* * * * *', call('freeStalled') as () => void);

$app.rootCmd?.addCommand(
	new Command({
		use: 'demo-fill <file.json>',
		short: 'Fills an empty database with a demo organisation',
		run: (command: cobra.Command, args: string[]) => {
			call('demoFill')({ command, args });
		}
	})
);
$app.rootCmd?.addCommand(
	new Command({
		use: 'data-check [known]',
		short: 'Says what the database in the data folder is',
		run: (command: cobra.Command, args: string[]) => {
			call('dataCheck')({ command, args });
		}
	})
);
