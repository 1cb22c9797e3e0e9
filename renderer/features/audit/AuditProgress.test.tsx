import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/contract/failure.ts';
import { chooseCluster } from '../../state/clusterChoice.ts';
import { AuditStopped } from './AuditProgress.tsx';

const plan = '/acme.yaml';
afterEach(() => {
  cleanup();
  chooseCluster(plan, undefined);
});

function renderStopped(kind: 'consent-needed' | 'incomplete' | 'bad-input') {
  const { failure: failed } = failure(kind, 'It was stopped.');
  const progress = { what: 'Connecting', done: 0, of: 0 };
  const run = {
    phase: 'stopped',
    plan,
    afterMs: 0,
    progress,
    findings: [],
    coverage: undefined,
    failure: failed,
  } as const;
  render(<AuditStopped run={run} />);
}

describe('an audit that was stopped by its cluster', () => {
  it.each([
    ['consent-needed', 'See the command'],
    ['incomplete', 'Show the cluster'],
  ] as const)('leads to where that is mended: %s', (kind, button) => {
    chooseCluster(plan, { kind: 'context', name: 'production' });
    renderStopped(kind);
    fireEvent.click(screen.getByRole('button', { name: button }));
    expect(globalThis.location.hash).toBe(`#/cluster?plan=${encodeURIComponent(plan)}`);
  });

  it.each([
    ['none is looked at', undefined, 'incomplete'],
    ['its rules were the trouble', { kind: 'context', name: 'production' }, 'bad-input'],
  ] as const)('leads to no cluster where %s', (_what, choice, kind) => {
    chooseCluster(plan, choice);
    renderStopped(kind);
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Dismiss']);
  });
});
