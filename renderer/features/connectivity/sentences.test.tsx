import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { ConnectionVerdict } from '#shared/network/judging/verdict.ts';
import { sample } from '../../client/testing/sample.ts';
import { EvidenceList } from '../audit/EvidenceList.tsx';
import { LayerList } from './LayerList.tsx';

afterEach(cleanup);

const command = 'add the output of `az network nsg list -o json`';

it('shows what is to be typed as code, and no backtick', () => {
  const [row] = sample.egress.connections;
  const layer = { layer: 'azure-nsg', verdict: 'unknown', reason: command, attachedTo: [] } as const;
  const connection = { ...row, layers: [{ ...layer, decidedBy: [], uncovered: [] }] } as ConnectionVerdict;
  const { container } = render(
    <>
      <LayerList connection={connection} absent={[]} />
      <EvidenceList
        evidence={[{ text: command, source: 'plan.yaml, a.yaml and 1 more', sources: ['a', 'b'] }]}
        isFailing
      />
    </>,
  );
  expect([...container.querySelectorAll('code.font-mono')].map(({ textContent }) => textContent)).toEqual([
    'az network nsg list -o json',
    'az network nsg list -o json',
  ]);
  expect(container.textContent).not.toContain('`');
});

it('lists every file behind the first of many', () => {
  const sources = Array.from({ length: 12 }, (_, at) => `rules/${at}.yaml`);
  const { container } = render(
    <EvidenceList evidence={[{ text: 'Seen.', source: 'many', sources }]} isFailing={false} />,
  );
  expect([...container.querySelectorAll('details li')].map(({ textContent }) => textContent)).toEqual(sources);
});
