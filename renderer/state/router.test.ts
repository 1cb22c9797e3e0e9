import { beforeEach, describe, expect, it } from 'vitest';
import { closeDetail, currentRoute, go, openDetail, replaceRoute } from './router.ts';

/** jsdom goes through its history in a task of its own. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    globalThis.addEventListener('popstate', resolve, { once: true });
  });
}

describe('the router', () => {
  beforeEach(() => {
    go({ page: 'settings' });
    go({ page: 'connections', plan: '/a.yaml' });
  });

  it('opens a row so that Back closes it', async () => {
    openDetail('dns');
    expect(currentRoute()).toEqual({ page: 'connections', detail: 'dns', plan: '/a.yaml' });
    globalThis.history.back();
    await settle();
    expect(currentRoute()).toEqual({ page: 'connections', plan: '/a.yaml' });
  });

  it('goes from row to row without adding to the history', async () => {
    openDetail('one');
    const entries = globalThis.history.length;
    openDetail('two');
    openDetail('three');
    expect(globalThis.history.length).toBe(entries);
    expect(currentRoute()?.detail).toBe('three');
    globalThis.history.back();
    await settle();
    expect(currentRoute()?.detail).toBeUndefined();
  });

  it('closes a row that was opened here the way Back does, and leaves no second entry of the list', async () => {
    openDetail('one');
    closeDetail();
    await settle();
    expect(currentRoute()).toEqual({ page: 'connections', plan: '/a.yaml' });
    globalThis.history.back();
    await settle();
    expect(currentRoute()).toEqual({ page: 'settings' });
  });

  it('closes a row that a link had opened, in its place', () => {
    go({ page: 'findings', detail: 'f1', plan: '/a.yaml' });
    closeDetail();
    expect(currentRoute()).toEqual({ page: 'findings', plan: '/a.yaml' });
  });

  it('closes a row of a step into its step', () => {
    go({ page: 'plan', detail: 'connections/dns', plan: '/a.yaml' });
    closeDetail('connections');
    expect(currentRoute()).toEqual({ page: 'plan', detail: 'connections', plan: '/a.yaml' });
  });

  it('adds nothing for the address that it is at already', () => {
    const entries = globalThis.history.length;
    go({ page: 'connections', plan: '/a.yaml' });
    expect(globalThis.history.length).toBe(entries);
  });

  it('changes how a page is shown without adding to the history', () => {
    const entries = globalThis.history.length;
    replaceRoute({ page: 'connections', plan: '/a.yaml', view: { as: 'diagram' } });
    expect(globalThis.history.length).toBe(entries);
    expect(globalThis.location.hash).toBe('#/connections?plan=%2Fa.yaml&as=diagram');
  });
});
