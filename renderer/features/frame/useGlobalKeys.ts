import { useEffect, useEffectEvent, useRef } from 'react';
import { cancelAudit } from '../../state/auditRun.ts';
import { pressPageKey } from '../../state/pageKeys.ts';
import { closeOverlay, openPalette, showOverlay, useOverlay } from '../../state/overlays.ts';
import { usePreferences } from '../../state/preferences.ts';
import { currentRoute, go } from '../../state/router.ts';
import { pageList } from './pageList.ts';

const SEQUENCE_WITHIN_MS = 1_200;
const pageOfKey = new Map(pageList.flatMap(({ key, page }) => (key === undefined ? [] : [[key, page] as const])));

/** Keys that work on every page. Single letters only while no field has the focus, and only as long as they are switched on. */
export function useGlobalKeys(): void {
  const { singleKeys } = usePreferences();
  const goSince = useRef(Number.NEGATIVE_INFINITY);

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const withModifier = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (withModifier && !event.altKey && pressCommand(key, event)) return;
    if (withModifier || event.altKey) return;
    if (key === 'F5') {
      if (pressPageKey('read-again')) event.preventDefault();
      return;
    }
    if (useOverlay.getState().shown !== undefined || isInDialog(event.target)) return;
    if (key === 'Escape') {
      pressPageKey('Escape');
      return;
    }
    if (!singleKeys || takesText(event.target)) return;
    if (pressLetter(event.key.length === 1 ? event.key : key, goSince)) event.preventDefault();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    globalThis.addEventListener('keydown', listener);
    return () => globalThis.removeEventListener('keydown', listener);
  }, []);
}

function pressCommand(key: string, event: KeyboardEvent): boolean {
  switch (key) {
    case 'k':
      event.preventDefault();
      if (useOverlay.getState().shown === 'palette') closeOverlay();
      else openPalette();
      return true;
    case 'r':
    case 'z':
    case 'y': {
      // Undo belongs to the text while there is some in the field that was not handed over; else to the page, if it takes it.
      const command = key === 'z' && event.shiftKey ? 'redo' : { r: 'run-audit', z: 'undo', y: 'redo' }[key];
      if ((key !== 'r' && takesText(event.target) && !isSettled(event.target)) || !pressPageKey(command)) return false;
      event.preventDefault();
      return true;
    }
    case '.':
      event.preventDefault();
      cancelAudit();
      return true;
    default:
      return false;
  }
}

function pressLetter(key: string, goSince: { current: number }): boolean {
  const now = performance.now();
  if (now - goSince.current < SEQUENCE_WITHIN_MS) {
    goSince.current = Number.NEGATIVE_INFINITY;
    const page = pageOfKey.get(key);
    const plan = currentRoute()?.plan;
    if (page === undefined || plan === undefined) return false;
    go({ page, plan });
    return true;
  }
  if (key === 'g') {
    goSince.current = now;
    return true;
  }
  if (key === '?') {
    showOverlay('keys');
    return true;
  }
  return pressPageKey(key);
}

/** Whether what is typed there is text. Radios and checkboxes take no letters. */
function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

/** A field whose text is the plan's own. */
function isSettled(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset['settled'] !== undefined;
}

function isInDialog(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null
  );
}
