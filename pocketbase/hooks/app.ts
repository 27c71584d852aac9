import { learnBoardCommands } from '$lib/domain/board';
import { learnOfficeCommands } from '$lib/domain/office';
import { learnShiftCommands } from '$lib/domain/shift';

learnBoardCommands();
learnOfficeCommands();
learnShiftCommands();

/** Every handler by the name that `main.pb.ts` calls it; PocketBase's VMs load this module once each. */
export { answer } from './answers';
export { dashboardCreate, dashboardDelete, dashboardUpdate } from './dashboard';
export { dataCheck } from './data-check';
export { demoFill } from './demo-fill';
export { giveCredential, withdrawCredential } from './device';
export { listDevices, revokeDevice } from './devices';
export { guardFile, sendFile, takeFile } from './files';
export { firstSignIn } from './first-sign-in';
export { health } from './health';
export { endInvitation, invite, listInvitations } from './invitations';
export { join } from './join';
export { giveCode, takeIn } from './people';
export { setPin, signInByPin } from './pins';
export { pull } from './pull';
export { push } from './push';
export { subscribe } from './realtime';
export { serve } from './serve';
export { endSessions } from './sessions';
export { setUp, setupState } from './setup';
export { signIn } from './sign-in';
export { freeStalled } from './stalled';
export { sendPage, unknownApi } from './static';
export { status } from './status';
export { drain } from './stopping';
export { trustProxy } from './trusted-proxy';
