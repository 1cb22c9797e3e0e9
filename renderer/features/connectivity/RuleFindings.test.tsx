import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider, useQuery } from '../../client/useQuery.ts';
import type { EgressCheck, EgressFinding } from '#shared/network/judging/verdict.ts';
import { sample } from '../../client/testing/sample.ts';
import { RuleFindings } from './RuleFindings.tsx';

afterEach(cleanup);

const { egress } = sample;
const ready = (value: EgressCheck) => ({ phase: 'ready', value, refreshing: false }) as const;

function renderWith(page: ReactNode, cache = makeQueryCache()) {
  return render(page, {
    wrapper: ({ children }: { readonly children: ReactNode }) => (
      <QueryCacheProvider value={cache}>{children}</QueryCacheProvider>
    ),
  });
}

describe('findings beside the verdicts', () => {
  it('are listed with their kinds, certain ones apart from those that are only possible', () => {
    renderWith(<RuleFindings of={ready(egress)} />);
    const { findings = [] } = egress;
    expect(screen.getAllByRole('listitem')).toHaveLength(findings.length);
    expect(screen.getByRole('heading').textContent).toBe(`Beside the verdicts: ${findings.length} findings`);
    expect(screen.getByText(/allow-egress opens every address on every port/)).toBeTruthy();
    expect(screen.getAllByText('Not certain: More than needed').length).toBeGreaterThan(0);
  });

  it('say what could not be examined whole', () => {
    renderWith(<RuleFindings of={ready(egress)} />);
    expect(screen.getByText(/^Not examined whole: More than needed/)).toBeTruthy();
  });

  it('say how many workloads of the cluster itself were left out', () => {
    renderWith(<RuleFindings of={ready(egress)} />);
    expect(screen.getByText(/^2 workloads of kube-system were left out/)).toBeTruthy();
  });

  it('say that there are none, and nothing at all of records from before', () => {
    const examinations = [{ kind: 'any-any', examined: 1, of: '1 rule', found: 0, unknownBecause: [] }] as const;
    const { container, rerender } = renderWith(<RuleFindings of={ready({ ...egress, findings: [], examinations })} />);
    expect(screen.getByRole('heading').textContent).toBe('Beside the verdicts: nothing was found');
    rerender(<RuleFindings of={ready({ ...egress, findings: undefined, examinations: undefined })} />);
    expect(container.textContent).toBe('');
  });

  it('say that they are being looked for, and why they could not be', () => {
    const { rerender } = renderWith(<RuleFindings of={{ phase: 'loading' }} />);
    expect(screen.getByRole('heading').textContent).toBe('Beside the verdicts: looking through the rules');
    expect(screen.getByRole('status')).toBeTruthy();
    const failure = { kind: 'incomplete', message: 'The thread ended.', problems: [] } as const;
    rerender(<RuleFindings of={{ phase: 'failed', failure }} />);
    expect(screen.getByRole('heading').textContent).toBe('Beside the verdicts: not looked for');
    expect(screen.getByText('The thread ended.')).toBeTruthy();
  });

  it('can be given up while they are looked for, and looked for again, by the keyboard', async () => {
    const cache = makeQueryCache();
    const asked: AbortSignal[] = [];
    function Loading() {
      const loaded = useQuery<EgressCheck>(['rule findings', 'plan.yaml'], (signal, tell) => {
        asked.push(signal);
        tell({ what: 'Judging the plan', done: 1, of: 12 });
        return new Promise(() => {});
      });
      return <RuleFindings of={loaded} />;
    }
    renderWith(<Loading />, cache);
    const cancel = await screen.findByRole('button', { name: 'Cancel' });
    act(() => cancel.focus());
    fireEvent.click(cancel);
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
    const again = await screen.findByRole('button', { name: 'Look again' });
    expect(document.activeElement).toBe(again);
    await act(async () => fireEvent.click(again));
    expect(asked.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('are counted where there are too many to list', () => {
    const [first] = egress.findings ?? [];
    const many = Array.from({ length: 60 }, (_, at): EgressFinding => ({
      ...(first as EgressFinding),
      subject: `${at}`,
    }));
    renderWith(<RuleFindings of={ready({ ...egress, findings: many })} />);
    expect(screen.getAllByRole('listitem')).toHaveLength(50);
    expect(screen.getByText('And 10 more: pdp egress check --findings --format json.')).toBeTruthy();
    expect(screen.getByRole('heading').textContent).toBe('Beside the verdicts: 60 findings');
  });

  it('count in the heading what the list does not hold', () => {
    const [first] = egress.findings ?? [];
    const examinations = [{ kind: 'any-any', examined: 1, of: '1 rule', found: 7, unknownBecause: [] }] as const;
    renderWith(<RuleFindings of={ready({ ...egress, findings: [first as EgressFinding], examinations })} />);
    expect(screen.getByRole('heading').textContent).toBe('Beside the verdicts: 7 findings');
    expect(screen.getByText('And 6 more: pdp egress check --findings --format json.')).toBeTruthy();
  });
});
