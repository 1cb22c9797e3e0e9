import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { keepDroppedNames } from '../../state/ruleSets.ts';
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

describe('what could not be read', () => {
  it.each(['picture.png', '$& $$.png'])(
    'is called as the user calls it, though it is kept under a hash: %s',
    (name) => {
      const kept = '/home/user/.pdp/uploads/417/a1b2';
      keepDroppedNames(kept, [name]);
      const failure = { kind: 'bad-input', message: `${kept} holds no rule file.`, problems: [] } as const;
      render(
        <QueryCacheProvider value={makeQueryCache()}>
          <FailureState failure={failure} subject="verdicts" harmless="Nothing was written." />
        </QueryCacheProvider>,
      );
      expect(screen.getByText(`${name} holds no rule file.`)).toBeDefined();
    },
  );
});

describe('an operation that was not done', () => {
  it('offers to be tried again to the keyboard that has just cancelled it', () => {
    expect(focusAfter('cancelled')).toBe(screen.getByRole('button', { name: 'Try again' }));
  });

  it('takes the focus from nobody where it failed by itself', () => {
    expect(focusAfter('incomplete')).toBe(document.body);
  });
});
