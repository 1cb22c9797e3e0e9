import type { EngineState } from '#shared/contract/desktopBridge.ts';

/** What the window says of its engine. */
export type EngineNotice =
  | { readonly kind: 'none' }
  | { readonly kind: 'restarting' }
  /** It runs again. A start takes less than a second, so this stands until it is dismissed. */
  | { readonly kind: 'restarted' }
  | { readonly kind: 'stopped'; readonly crashes: number };

/** What follows from the engine's next state: nothing is said of an engine that was never gone. */
export function followEngine(notice: EngineNotice, next: EngineState): EngineNotice {
  switch (next.kind) {
    case 'restarting':
      return { kind: 'restarting' };
    case 'stopped':
      return next;
    case 'starting':
      return notice.kind === 'none' ? notice : { kind: 'restarting' };
    case 'running':
      return notice.kind === 'none' ? notice : { kind: 'restarted' };
  }
}
