/** The names under which the preload script and the main process talk; the page itself cannot use them. */
export const channels = {
  pageListens: 'pdp:page-listens',
  connectEngine: 'pdp:connect-engine',
  restartEngine: 'pdp:restart-engine',
  engineState: 'pdp:engine-state',
  choose: 'pdp:choose',
  command: 'pdp:command',
} as const;

/** What the engine sends the main process once it serves ports. */
export const engineReady = 'ready';
