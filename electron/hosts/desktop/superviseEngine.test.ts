import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineState } from '#shared/contract/desktopBridge.ts';
import { restartDelaysMs, steadyAfterMs, superviseEngine } from './superviseEngine.ts';
import type { EngineChild } from './superviseEngine.ts';

/** An engine process whose life the test decides. */
class Child implements EngineChild<string> {
  readonly ports: string[] = [];
  stopped = false;
  ready: () => void = () => {};
  exit: () => void = () => {};
  connect(port: string): void {
    this.ports.push(port);
  }
  onReady(listener: () => void): void {
    this.ready = listener;
  }
  onExit(listener: () => void): void {
    this.exit = listener;
  }
  stop(): void {
    this.stopped = true;
    this.exit();
  }
}

function setUp() {
  const children: Child[] = [];
  const states: EngineState[] = [];
  const engine = superviseEngine(
    () => {
      const child = new Child();
      children.push(child);
      return child;
    },
    (state) => states.push(state),
  );
  function newest(): Child {
    const child = children.at(-1);
    if (child === undefined) throw new Error('No engine was started.');
    return child;
  }
  return { children, states, engine, newest };
}

describe('superviseEngine', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('starts an engine at once and says when it is ready', () => {
    const { states, engine, newest } = setUp();
    newest().ready();
    expect(states).toEqual([{ kind: 'starting' }, { kind: 'running' }]);
    expect(engine.state()).toEqual({ kind: 'running' });
  });

  it('hands a port to an engine that is still starting', () => {
    const { engine, newest } = setUp();
    engine.connect('first');
    expect(newest().ports).toEqual(['first']);
  });

  it('starts a crashed engine again after a wait, and gives it the ports that came meanwhile', () => {
    const { children, states, engine, newest } = setUp();
    newest().ready();
    newest().exit();
    expect(states.at(-1)).toEqual({ kind: 'restarting', crashes: 1, inMs: restartDelaysMs[0] });
    engine.connect('meanwhile');
    vi.advanceTimersByTime(restartDelaysMs[0] - 1);
    expect(children).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(children).toHaveLength(2);
    expect(newest().ports).toEqual(['meanwhile']);
    engine.connect('later');
    expect(newest().ports).toEqual(['meanwhile', 'later']);
  });

  it('waits longer after each crash in a row, then gives up until it is asked', () => {
    const { children, states, engine, newest } = setUp();
    for (const delay of restartDelaysMs) {
      newest().exit();
      expect(states.at(-1)).toMatchObject({ kind: 'restarting', inMs: delay });
      vi.advanceTimersByTime(delay);
    }
    newest().exit();
    expect(engine.state()).toEqual({ kind: 'stopped', crashes: restartDelaysMs.length + 1 });
    engine.connect('asked while stopped');
    vi.advanceTimersByTime(steadyAfterMs * 10);
    expect(children).toHaveLength(restartDelaysMs.length + 1);

    engine.restart();
    expect(engine.state()).toEqual({ kind: 'starting' });
    expect(newest().ports).toEqual(['asked while stopped']);
    newest().exit();
    expect(engine.state()).toMatchObject({ kind: 'restarting', crashes: 1 });
  });

  it('counts a crash after a long steady run as the first', () => {
    const { engine, newest } = setUp();
    newest().exit();
    vi.advanceTimersByTime(restartDelaysMs[0]);
    newest().ready();
    vi.advanceTimersByTime(steadyAfterMs);
    newest().exit();
    expect(engine.state()).toEqual({ kind: 'restarting', crashes: 1, inMs: restartDelaysMs[0] });
  });

  it('does not start again what was stopped on purpose', () => {
    const { children, engine, newest } = setUp();
    newest().ready();
    engine.stop();
    expect(newest().stopped).toBe(true);
    vi.advanceTimersByTime(steadyAfterMs);
    expect(children).toHaveLength(1);
  });

  it('does not start again while it waits and is stopped on purpose', () => {
    const { children, engine, newest } = setUp();
    newest().exit();
    engine.stop();
    vi.advanceTimersByTime(steadyAfterMs);
    expect(children).toHaveLength(1);
  });

  it('ignores a restart while an engine runs', () => {
    const { children, engine, newest } = setUp();
    newest().ready();
    engine.restart();
    expect(children).toHaveLength(1);
  });
});
