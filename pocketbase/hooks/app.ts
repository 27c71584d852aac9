/** Every handler by the name that `main.pb.ts` calls it; PocketBase's VMs load this module once each. */
export { dashboardCreate, dashboardDelete, dashboardUpdate } from './dashboard';
export { demoFill } from './demo-fill';
export { giveCredential, withdrawCredential } from './device';
export { pull } from './pull';
export { push } from './push';
export { subscribe } from './realtime';
export { serve } from './serve';
export { sendPage, unknownApi } from './static';
export { status } from './status';
