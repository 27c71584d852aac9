/** The network's half of the app, a chunk of its own: the first screen is drawn without it. */
export { HttpAccount } from '$lib/data/http-account';
export { HttpTransport } from '$lib/data/http-transport';
export { RealtimePokes } from '$lib/data/realtime-pokes';
export { Renewal } from './renewal';
