import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SystemInformation } from '#shared/contract/views.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { ErrorBoundary } from '../../ui/ErrorBoundary.tsx';
import { SystemProvider } from '../../state/useCatalog.ts';
import { Fault } from './Fault.tsx';

const system: SystemInformation = {
  version: '9.8.7',
  catalogVersion: '2026-11',
  host: 'browser',
  node: 'v24',
  platform: 'linux x64',
  dataFolder: '/home/ada/.pdp',
  connectionsOpened: 0,
  hosts: [],
  calls: [],
  samples: [],
  ruleFormats: [],
};

let isBroken = true;

function Fragile() {
  if (isBroken) throw new TypeError('items is not iterable, Bearer canary0123456789');
  return <p>All rows</p>;
}

function Window({ of = '#/runs' }: { readonly of?: string }) {
  return (
    <QueryCacheProvider value={makeQueryCache()}>
      <SystemProvider value={system}>
        <nav>Rail</nav>
        <ErrorBoundary of={of} instead={(caught, again) => <Fault what="This page" caught={caught} onAgain={again} />}>
          <Fragile />
        </ErrorBoundary>
      </SystemProvider>
    </QueryCacheProvider>
  );
}

describe('a component that throws', () => {
  beforeEach(() => {
    isBroken = true;
    // React says on the console what was caught.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it('is replaced by what happened and what was not harmed, and what is around it stays', () => {
    render(<Window />);
    expect(screen.getByRole('alert').textContent).toMatch(/^This page can’t be shown.*were not touched\./);
    expect(screen.getByText('Rail')).toBeDefined();
  });

  it('is drawn anew when that is asked for', () => {
    render(<Window />);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('alert')).toBeDefined();
    isBroken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('All rows')).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is drawn anew when something else is to be shown', () => {
    const { rerender } = render(<Window />);
    isBroken = false;
    rerender(<Window />);
    expect(screen.getByRole('alert')).toBeDefined();
    rerender(<Window of="#/findings" />);
    expect(screen.getByText('All rows')).toBeDefined();
  });

  it('leaves details to send on: the version, the message and the component, and no credential', () => {
    render(<Window />);
    const details = screen.getByRole('alert').querySelector('pre')?.textContent ?? '';
    expect(details).toContain('PDP Workbench 9.8.7, catalogue 2026-11, browser, linux x64');
    expect(details).toContain('TypeError: items is not iterable, Bearer ');
    expect(details).toContain('at Fragile');
    expect(details).not.toContain('canary');
    expect(details).not.toContain('/home/ada');
  });
});
