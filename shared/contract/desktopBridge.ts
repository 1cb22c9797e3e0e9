/**
 * What the desktop's preload script puts on the page as `window.pdpHost`; absent in the browser host.
 *
 * The engine is reached by a MessagePort, which Electron's context bridge cannot carry: the page makes a MessageChannel,
 * keeps one port for its oRPC link and posts the other to its own window:
 * `window.postMessage(connectToEngine, window.origin, [channel.port2])`. Requests may be sent at once; an engine that is
 * still starting answers them when it is ready. The kept port fires `close` when the engine is gone, and its pending
 * requests fail: then make a new channel, the same way, without waiting for the engine's return.
 */
export const connectToEngine = 'pdp-workbench:connect-to-engine';

export interface DesktopBridge {
  readonly kind: 'desktop';
  /** `darwin`, `win32` or `linux`: which keys and words the platform uses. */
  readonly platform: string;
  /** Opens the system's file dialog, in the folder of `plan` where one is open; absolute paths, empty when it was cancelled. */
  choose(what: DesktopChoice, plan?: string): Promise<readonly string[]>;
  /** Where a dropped or picked file lies on disk; empty for a file that the page made itself. */
  pathOf(file: PageFile): string;
  /** Tells the engine's state now and at each change. Returns how to stop listening. */
  onEngineState(listener: (state: EngineState) => void): () => void;
  /** Starts an engine that was given up on. */
  restartEngine(): void;
  /** What was asked for outside of the page: in the menu, on the command line, by opening a file. Kept until there is a listener. */
  onCommand(listener: (command: DesktopCommand) => void): () => void;
}

/** The browser's `File`, which shared code has no type for. */
export interface PageFile {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
}

export const desktopChoices = [
  'plan',
  'new-plan',
  'rule-files',
  'rule-folder',
  'snapshot',
  'report-folder',
  'generated-folder',
] as const;
export type DesktopChoice = (typeof desktopChoices)[number];

/** How the engine process fares. `crashes` counts those in a row; an engine that ran for a while starts the count again. */
export type EngineState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'restarting'; readonly crashes: number; readonly inMs: number }
  /** It crashed too often in a row and is not started again by itself. */
  | { readonly kind: 'stopped'; readonly crashes: number };

export type DesktopCommand =
  | { readonly kind: 'open-plan'; readonly file: string }
  | { readonly kind: 'create-plan'; readonly file: string }
  | { readonly kind: 'open-sample'; readonly name: string };
