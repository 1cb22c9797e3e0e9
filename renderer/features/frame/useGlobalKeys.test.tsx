import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeOverlay, useOverlay } from '../../state/overlays.ts';
import { usePageKeys } from '../../state/pageKeys.ts';
import { usePreferencesStore } from '../../state/preferences.ts';
import { currentRoute, go } from '../../state/router.ts';
import { useGlobalKeys } from './useGlobalKeys.ts';

const pressed: string[] = [];

function Window() {
  useGlobalKeys();
  usePageKeys({
    j: () => pressed.push('j'),
    undo: () => pressed.push('undo'),
    redo: () => pressed.push('redo'),
    'run-audit': () => pressed.push('run-audit'),
  });
  return (
    <>
      <input aria-label="Region" />
      <input aria-label="Cloud" data-settled />
      <input type="radio" aria-label="Azure" />
    </>
  );
}

function press(
  key: string,
  options: { readonly on?: HTMLElement; readonly ctrlKey?: boolean; readonly shiftKey?: boolean } = {},
): boolean {
  const { on = document.body, ...modifiers } = options;
  return fireEvent.keyDown(on, { key, ...modifiers });
}

describe('keys of the window', () => {
  beforeEach(() => {
    pressed.length = 0;
    closeOverlay();
    usePreferencesStore.setState({ preferences: { theme: 'system', density: 'regular', singleKeys: true } });
    go({ page: 'raci', plan: '/a.yaml' });
    render(<Window />);
  });
  afterEach(cleanup);

  it('go to a page after g', () => {
    press('g');
    press('c');
    expect(currentRoute()).toEqual({ page: 'connections', plan: '/a.yaml' });
  });

  it('give a letter to the page, but not while a field has the focus', () => {
    press('j');
    press('j', { on: screen.getByRole('textbox', { name: 'Region' }) });
    expect(pressed).toEqual(['j']);
  });

  it('undo the plan from a field in which nothing is typed, and the text from one in which something is', () => {
    press('z', { on: screen.getByRole('textbox', { name: 'Region' }), ctrlKey: true });
    expect(pressed).toEqual([]);
    press('z', { on: screen.getByRole('textbox', { name: 'Cloud' }), ctrlKey: true });
    press('z', { on: screen.getByRole('textbox', { name: 'Cloud' }), ctrlKey: true, shiftKey: true });
    expect(pressed).toEqual(['undo', 'redo']);
  });

  it('take letters and undo on a radio, which holds no text', () => {
    press('j', { on: screen.getByRole('radio', { name: 'Azure' }) });
    press('z', { on: screen.getByRole('radio', { name: 'Azure' }), ctrlKey: true });
    expect(pressed).toEqual(['j', 'undo']);
  });

  it('leave undo to a field’s own text', () => {
    const wasLeftToTheField = press('z', { on: screen.getByRole('textbox', { name: 'Region' }), ctrlKey: true });
    expect(wasLeftToTheField).toBe(true);
    expect(pressed).toEqual([]);
  });

  it('can be switched off, commands with a modifier aside', () => {
    act(() => {
      usePreferencesStore.setState({ preferences: { theme: 'system', density: 'regular', singleKeys: false } });
    });
    press('j');
    press('?');
    press('r', { ctrlKey: true });
    expect(pressed).toEqual(['run-audit']);
    expect(useOverlay.getState().shown).toBeUndefined();
  });

  it.each([
    ['y', {}, 'redo'],
    ['Z', { shiftKey: true }, 'redo'],
    ['z', {}, 'undo'],
  ])('ctrl %s %j is %s', (key, modifiers, expected) => {
    press(key, { ctrlKey: true, ...modifiers });
    expect(pressed).toEqual([expected]);
  });

  it('open and close the palette', () => {
    expect(press('k', { ctrlKey: true })).toBe(false);
    expect(useOverlay.getState().shown).toBe('palette');
    press('k', { ctrlKey: true });
    expect(useOverlay.getState().shown).toBeUndefined();
  });

  it('are quiet under what lies over the page', () => {
    press('?');
    expect(useOverlay.getState().shown).toBe('keys');
    press('j');
    expect(pressed).toEqual([]);
  });
});
