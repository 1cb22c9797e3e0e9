import { useSyncExternalStore } from 'react';
import { formatRoute, parseRoute } from './route.ts';
import type { Route } from './route.ts';

/** What the history's entry remembers beside its address: that its detail was opened on the page before it. */
interface EntryMemory {
  readonly openedHere?: boolean;
}

const listeners = new Set<() => void>();
let current: { readonly hash: string; readonly route: Route | undefined } = { hash: '#', route: undefined };

function read(): Route | undefined {
  const hash = globalThis.location.hash;
  if (hash !== current.hash || current.route === undefined) current = { hash, route: parseRoute(hash) };
  return current.route;
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) globalThis.addEventListener('popstate', tell);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) globalThis.removeEventListener('popstate', tell);
  };
}

/** The address on the screen; undefined for one that names no page. */
export function useRoute(): Route | undefined {
  return useSyncExternalStore(subscribe, read);
}

export function currentRoute(): Route | undefined {
  return read();
}

/** Goes to another page; Back returns. */
export function go(route: Route): void {
  if (formatRoute(route) === globalThis.location.hash) return;
  globalThis.history.pushState({}, '', formatRoute(route));
  tell();
}

/** Changes the address in its place, without an entry for Back. */
export function replaceRoute(route: Route): void {
  globalThis.history.replaceState(globalThis.history.state, '', formatRoute(route));
  tell();
}

/**
 * Opens a row of the page in its drawer. From row to row the entry is kept, so that Back closes the drawer at once. `list`
 * is the page's detail while no row is open: a step of the choices has a table of its own.
 */
export function openDetail(detail: string, list?: string): void {
  const route = read();
  if (route === undefined || route.detail === detail) return;
  if (route.detail === list) {
    const memory: EntryMemory = { openedHere: true };
    globalThis.history.pushState(memory, '', formatRoute({ ...route, detail }));
    tell();
    return;
  }
  replaceRoute({ ...route, detail });
}

/** Closes the drawer: the way Back does, where the drawer was opened from this very page. */
export function closeDetail(list?: string): void {
  const route = read();
  if (route === undefined || route.detail === list) return;
  const memory = globalThis.history.state as EntryMemory | null;
  if (memory?.openedHere === true) {
    globalThis.history.back();
    return;
  }
  replaceRoute({ ...route, detail: list });
}
