/** For what comes by itself: a busy machine takes its time, and what never comes fails all the same. */
export const PATIENCE = { timeout: 60_000, interval: 50 } as const;
