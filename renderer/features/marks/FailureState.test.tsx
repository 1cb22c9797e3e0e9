import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { FailureState } from './FailureState.tsx';

afterEach(cleanup);

function focusAfter(kind: 'cancelled' | 'incomplete'): Element | null {
  const failure = { kind, message: 'It ended early.', problems: [] };
  render(
    <QueryCacheProvider value={makeQueryCache()}>
      <FailureState failure={failure} subject="verdicts" harmless="Nothing was written." />
    </QueryCacheProvider>,
  );
  return document.activeElement;
}

describe('an operation that was not done', () => {
  it('offers to be tried again to the keyboard that has just cancelled it', () => {
    expect(focusAfter('cancelled')).toBe(screen.getByRole('button', { name: 'Try again' }));
  });

  it('takes the focus from nobody where it failed by itself', () => {
    expect(focusAfter('incomplete')).toBe(document.body);
  });
});
