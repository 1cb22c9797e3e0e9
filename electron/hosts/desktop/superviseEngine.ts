import type { EngineState } from '#shared/contract/desktopBridge.ts';

/** A running engine process, as far as its supervisor cares. */
export interface EngineChild<Port> {
  connect(port: Port): void;
  onReady(listener: () => void): void;
  /** Fired once, however the process ended. */
  onExit(listener: () => void): void;
  stop(): void;
}

export interface SupervisedEngine<Port> {
  readonly state: () => EngineState;
  /** Hands a port to the engine; kept for the next one while there is none. */
  connect(port: Port): void;
  /** Starts an engine that was given up on; does nothing otherwise. */
  restart(): void;
  /** Ends the engine for good. */
  stop(): void;
}

/** How long to wait before each start after a crash in a row; after the last one the engine is given up on. */
export const restartDelaysMs = [250, 1_000, 4_000, 10_000] as const;
/** An engine that ran this long is sound: its next crash is counted as the first. */
export const steadyAfterMs = 60_000;

/**
 * Keeps one engine alive. Ports that arrive while none runs wait for the next: a page need not know when to ask again, and
 * one that asked an engine which was given up on gets its answer after a restart by hand.
 */
export function superviseEngine<Port>(
  fork: () => EngineChild<Port>,
  onState: (state: EngineState) => void,
): SupervisedEngine<Port> {
  let state: EngineState = { kind: 'starting' };
  let child: EngineChild<Port> | undefined;
  let waiting: Port[] = [];
  let crashes = 0;
  let restartTimer: NodeJS.Timeout | undefined;
  let ended = false;

  function become(next: EngineState): void {
    state = next;
    onState(next);
  }

  function start(): void {
    become({ kind: 'starting' });
    const started = fork();
    child = started;
    const steadyTimer = setTimeout(() => {
      crashes = 0;
    }, steadyAfterMs);
    started.onReady(() => become({ kind: 'running' }));
    started.onExit(() => {
      clearTimeout(steadyTimer);
      child = undefined;
      if (!ended) afterCrash();
    });
    for (const port of waiting) started.connect(port);
    waiting = [];
  }

  function afterCrash(): void {
    const inMs = restartDelaysMs[crashes];
    crashes += 1;
    if (inMs === undefined) {
      become({ kind: 'stopped', crashes });
      return;
    }
    become({ kind: 'restarting', crashes, inMs });
    restartTimer = setTimeout(start, inMs);
  }

  start();
  return {
    state: () => state,
    connect(port) {
      if (child === undefined) waiting.push(port);
      else child.connect(port);
    },
    restart() {
      if (state.kind !== 'stopped') return;
      crashes = 0;
      start();
    },
    stop() {
      ended = true;
      clearTimeout(restartTimer);
      child?.stop();
    },
  };
}
