/** The tag by which the worker is woken to send what waits. */
export const DRAIN_TAG = 'muster-drain';
