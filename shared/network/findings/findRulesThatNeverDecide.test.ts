import { describe, expect, it } from 'vitest';
import { toRanges } from '../flows/addressSpaces.ts';
import { workOut } from '../flows/effort.ts';
import { flowsTo } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { ruleOf } from '../machine/ruleOf.ts';
import type { RuleProgram } from '../machine/ruleProgram.ts';
import { servicesOf } from '../flows/services.ts';
import type { FindingInput } from './findingInput.ts';
import { findRulesThatNeverDecide } from './findRulesThatNeverDecide.ts';

const programOf = (layer: string, flows: readonly FlowSet[]): RuleProgram => ({
  sections: [
    {
      rules: flows.map((one, at) =>
        ruleOf(
          'allow',
          { file: layer, document: 0, path: [at], rule: `${layer} ${at}` },
          { certain: one, possible: one },
        ),
      ),
      otherwise: 'deny',
      otherwiseBy: [],
    },
  ],
});

/** What the search looks at of layers with one list of rules each. */
function inputOf(layers: Readonly<Record<string, readonly FlowSet[]>>): FindingInput {
  const input = {
    ruleSet: { locate: ({ file, rule }: { file: string; rule: string }) => ({ file, rule, line: 1 }) },
    groups: [
      {
        workloads: [],
        names: ['pdp/agent'],
        layers: Object.entries(layers).map(([layer, flows]) => ({
          state: { layer },
          parts: [{ program: programOf(layer, flows) }],
        })),
      },
    ],
  };
  return input as unknown as FindingInput;
}

describe('rules that never decide, of several layers', () => {
  it('are found in one, though another takes more than there is room for', () => {
    const listed = toRanges(Array.from({ length: 2000 }, (_, at) => `20.${at >> 8}.${at % 256}.0/25`));
    const many = Array.from({ length: 40 }, (_, at) => flowsTo(listed, servicesOf('TCP', 1 + at * 2)));
    const twice = [flowsTo(toRanges(['203.0.113.0/24'])), flowsTo(toRanges(['203.0.113.7/32']))];
    const { findings, unknownBecause } = workOut(
      () => findRulesThatNeverDecide(inputOf({ 'node-firewall': many, 'azure-nsg': twice })),
      100_000,
    );
    expect(findings.map(({ subject }) => subject)).toEqual(['azure-nsg 1']);
    expect(unknownBecause).toEqual([expect.stringContaining('Node firewall has more rules in chains or tiers')]);
  });
});
