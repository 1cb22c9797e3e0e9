import { describe, expect, it } from 'vitest';
import { toRanges } from '../flows/addressSpaces.ts';
import { workOut } from '../flows/effort.ts';
import { flowsTo, NO_FLOWS } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { servicesOf } from '../flows/services.ts';
import { allowEverything } from '../machine/decision.ts';
import type { FindingInput } from './findingInput.ts';
import { findUnplannedEgress } from './findUnplannedEgress.ts';

/** What the search looks at of groups of which so much is open. */
function inputOf(groups: Readonly<Record<string, FlowSet>>): FindingInput {
  const input = {
    plan: { cloud: 'azure' },
    requirements: { backends: [] },
    network: { podRanges: [], nodeRanges: [], serviceRanges: [] },
    layers: [{ layer: 'pod-policy' }],
    decideLayer: Object.assign(() => ({ decision: allowEverything(NO_FLOWS) }), { bindingsOf: () => [] }),
    groups: Object.entries(groups).map(([name, open]) => ({
      subject: { kind: 'node' },
      workloads: [],
      names: [name],
      rows: [],
      layers: [{ state: { layer: 'pod-policy' }, parts: [] }],
      decision: allowEverything(open),
    })),
  };
  return input as unknown as FindingInput;
}

describe('what gets out without being needed, by groups', () => {
  it('is told of each, though one before it takes more than there is room for', () => {
    const listed = toRanges(Array.from({ length: 20_000 }, (_, at) => `20.${at >> 8}.${at % 256}.0/25`));
    const [many, few] = [flowsTo(listed, servicesOf('TCP', 22)), flowsTo(toRanges(['203.0.113.7/32']))];
    const ask = () => findUnplannedEgress(inputOf({ many, few }));
    const { findings, unknownBecause } = workOut(ask, 1_000_000);
    expect(findings.map(({ subject }) => subject)).toEqual(['few']);
    expect(unknownBecause).toEqual([expect.stringContaining('not looked through to their end')]);
    expect(workOut(ask, 100_000_000).findings.map(({ subject }) => subject)).toEqual(['many', 'few']);
  });
});
