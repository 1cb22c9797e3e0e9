import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { succeed } from '#shared/kernel/result.ts';
import type { ConnectionVerdict, EgressCheck, EgressFinding, RuleReference } from '#shared/network/judging/verdict.ts';
import { ClientProvider } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { makeQueryCache } from '../../client/queryCache.ts';
import { QueryCacheProvider } from '../../client/useQuery.ts';
import { sample } from '../../client/testing/sample.ts';
import { PlanProvider } from '../../state/usePlan.ts';
import { DecidingRule } from './DecidingRule.tsx';
import { ExplainedFlows } from './ExplainedFlows.tsx';
import { RuleFindings } from './RuleFindings.tsx';

afterEach(cleanup);

/** A rule file to which a line is added at its top, and an engine that quotes it at once and explains when it is told to. */
function openRuleFile() {
  const lines = ['deny all'];
  let answerLast = (): void => {};
  const client = {
    egress: {
      quote: async () => succeed({ file: 'rules.yaml', firstLine: 1, lines: [...lines], totalLines: lines.length }),
      explain: () =>
        new Promise((resolve) => {
          answerLast = () => resolve(succeed(explanationOf(lines.length)));
        }),
    },
  } as unknown as PdpClient;
  const cache = makeQueryCache();
  return {
    wrapper: ({ children }: { readonly children: ReactNode }) => (
      <ClientProvider value={client}>
        <QueryCacheProvider value={cache}>
          <PlanProvider value={sample.view}>{children}</PlanProvider>
        </QueryCacheProvider>
      </ClientProvider>
    ),
    addLine: () =>
      act(async () => {
        lines.unshift('# a line of its own');
        cache.refresh([]);
      }),
    explain: () => act(async () => answerLast()),
  };
}

const decidingAt = (line: number): RuleReference => ({ file: 'rules.yaml', line, rule: 'deny' });

const marked = (): (string | null)[] =>
  screen.queryAllByText('Deciding line:').map(({ parentElement }) => parentElement?.textContent.trim() ?? null);

describe('the quoted line of a file that is changed', () => {
  it('of a verdict stays the one that decides until it is judged again', async () => {
    const { wrapper, addLine } = openRuleFile();
    const connectionAt = (line: number): ConnectionVerdict => {
      const [row] = sample.egress.connections;
      const layer = { layer: 'azure-nsg', verdict: 'denied', reason: 'It says so.', attachedTo: [] } as const;
      const layers = [{ ...layer, decidedBy: [decidingAt(line)], uncovered: [] }];
      return { ...row, verdict: 'denied', blockedBy: 'azure-nsg', layers } as unknown as ConnectionVerdict;
    };
    const { rerender } = render(<DecidingRule connection={connectionAt(1)} isRefreshing={false} />, { wrapper });
    await expect.poll(marked).toEqual(['1Deciding line: deny all']);
    rerender(<DecidingRule connection={connectionAt(1)} isRefreshing />);
    await addLine();
    expect(marked()).toEqual(['1Deciding line: deny all']);
    rerender(<DecidingRule connection={connectionAt(2)} isRefreshing={false} />);
    await expect.poll(marked).toEqual(['2Deciding line: deny all']);
  });

  it('of a finding stays the one that it is about until it is looked for again, which is after the verdicts', async () => {
    const { wrapper, addLine } = openRuleFile();
    const egressAt = (line: number): EgressCheck => {
      const [finding] = sample.egress.findings ?? [];
      return { ...sample.egress, findings: [{ ...(finding as EgressFinding), rules: [decidingAt(line)] }] };
    };
    const findingsAt = (line: number, refreshing: boolean) => (
      <RuleFindings of={{ phase: 'ready', value: egressAt(line), refreshing }} />
    );
    const { container, rerender } = render(findingsAt(1, false), { wrapper });
    container.querySelector('details')?.setAttribute('open', '');
    await expect.poll(marked).toEqual(['1Deciding line: deny all']);
    const copy = screen.getByRole('button', { name: 'Copy place' });
    copy.focus();
    rerender(findingsAt(1, true));
    await addLine();
    expect(marked()).toEqual(['1Deciding line: deny all']);
    rerender(findingsAt(2, false));
    await expect.poll(marked).toEqual(['2Deciding line: deny all']);
    expect(document.activeElement).toBe(copy);
  });

  it('of a flow stays the one that decides until it is followed again', async () => {
    const { wrapper, addLine, explain } = openRuleFile();
    render(<ExplainedFlows from="shop/web" to="203.0.113.7:443" />, { wrapper });
    await explain();
    fireEvent.click(screen.getByRole('button', { name: /rules\.yaml:1/ }));
    await expect.poll(marked).toEqual(['1Deciding line: deny all']);
    await addLine();
    expect(marked()).toEqual(['1Deciding line: deny all']);
    await explain();
    await expect.poll(marked).toEqual(['2Deciding line: deny all']);
  });
});

function explanationOf(line: number): unknown {
  const step = { outcome: 'matches', action: 'deny', within: [], because: 'It says so.', decides: true };
  const trail = { isReceiving: false, steps: [{ ...step, rules: [decidingAt(line)] }], leftOut: 0, notReached: 0 };
  const layer = { layer: 'azure-nsg', verdict: 'denied', reason: 'Denied.', isToProxy: false, notSelecting: [] };
  const from = { kind: 'node' };
  return {
    flows: [{ from, verdict: 'denied', remarks: [], missing: [], layers: [{ ...layer, trails: [trail] }] }],
    to: { text: '203.0.113.7:443/tcp' },
    assumptions: [],
  };
}
