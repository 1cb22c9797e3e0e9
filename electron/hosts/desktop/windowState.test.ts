import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { parseWindowState, readWindowState, visibleBounds, writeWindowState } from './windowState.ts';

const state = { bounds: { x: 10, y: 20, width: 1200, height: 800 }, maximized: true };

describe('the remembered window', () => {
  it('comes back as it was kept', () => {
    const file = path.join(temporaryFolder(), 'window.json');
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
  });

  it('is forgotten when its file is missing or broken', () => {
    const folder = temporaryFolder();
    const broken = path.join(folder, 'broken.json');
    writeFileSync(broken, '{"bounds":');
    expect(readWindowState(path.join(folder, 'none.json'))).toBeUndefined();
    expect(readWindowState(broken)).toBeUndefined();
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['no bounds', { maximized: true }],
    ['a fraction', { bounds: { x: 0.5, y: 0, width: 1, height: 1 } }],
    ['text for a number', { bounds: { x: '0', y: 0, width: 1, height: 1 } }],
  ])('refuses %s', (_name, value) => {
    expect(parseWindowState(value)).toBeUndefined();
  });

  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  it.each([
    ['inside of the screen', { x: 10, y: 20, width: 1200, height: 800 }, true],
    ['mostly beyond its right edge', { x: 1800, y: 20, width: 1200, height: 800 }, true],
    ['with too little left to take hold of', { x: 1850, y: 20, width: 1200, height: 800 }, false],
    ['on a screen that is gone', { x: 2500, y: 20, width: 1200, height: 800 }, false],
    ['above the screen', { x: 10, y: -790, width: 1200, height: 800 }, false],
  ])('returns to a place %s: %o is %s', (_name, bounds, isVisible) => {
    expect(visibleBounds(bounds, [screen])).toEqual(isVisible ? bounds : undefined);
  });
});
