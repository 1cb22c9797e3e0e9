import { readFileSync, writeFileSync } from 'node:fs';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was when it was closed, in device-independent pixels. */
export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

/** The smallest size for which the pages are drawn. */
export const smallestWindow = { width: 1024, height: 768 } as const;
export const firstWindow = { width: 1440, height: 900 } as const;

/** The state as it was kept; undefined when there is none or it is damaged: a lost position is no reason to fail. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return parseWindowState(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state));
}

export function parseWindowState(value: unknown): WindowState | undefined {
  if (!isRecord(value) || !isRecord(value['bounds'])) return undefined;
  const { x, y, width, height } = value['bounds'];
  if (!isWhole(x) || !isWhole(y) || !isWhole(width) || !isWhole(height)) return undefined;
  return { bounds: { x, y, width, height }, maximized: value['maximized'] === true };
}

/**
 * The kept place, where enough of it still lies on a screen to be seen and moved: screens get unplugged. Otherwise undefined,
 * and the system chooses.
 */
export function visibleBounds(bounds: Rectangle, screens: readonly Rectangle[]): Rectangle | undefined {
  const grip = 100;
  const isVisible = screens.some(
    (screen) =>
      overlap(bounds.x, bounds.width, screen.x, screen.width) >= grip &&
      overlap(bounds.y, bounds.height, screen.y, screen.height) >= grip,
  );
  return isVisible ? bounds : undefined;
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
