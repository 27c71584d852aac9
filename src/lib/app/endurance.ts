/** What outlives the phone's storage, a chunk of its own: the first screen is drawn without it. */
export { WipeProofOutbox } from '$lib/data/wipe-proof-outbox';
export { YieldingReplica } from '$lib/data/yielding-replica';
export { forgetSeenFiles } from '$lib/data/idb-files';
