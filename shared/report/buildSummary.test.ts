import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { emptyCoverage } from '../audit/coverage.ts';
import type { Coverage, HowKnown, Outcome } from '../audit/finding.ts';
import { judgeTier } from '../audit/judgeTier.ts';
import type { CloudId, Control, SecurityTierId } from '../catalog/catalog.ts';
import { describeResult } from './buildSummary.ts';

function describeRun(
  outcomeOf: (control: Control) => Outcome,
  coverage: Partial<Coverage> = { pass: 1 },
  {
    cloud = 'azure',
    wanted = 'standard',
    how = 'observed',
  }: { cloud?: CloudId; wanted?: SecurityTierId; how?: HowKnown } = {},
): string {
  const tier = judgeTier({
    controls: embeddedCatalog.controls,
    cloud,
    wanted,
    assess: (control) => ({ outcome: outcomeOf(control), how }),
  });
  return describeResult({ tier, coverage: { ...emptyCoverage, ...coverage } });
}

const openOnly =
  (outcome: Outcome, ...ids: readonly string[]) =>
  ({ id }: Control): Outcome =>
    ids.includes(id) ? outcome : 'pass';

describe('the headline of a report', () => {
  it.each([
    [
      'nothing was audited',
      describeRun(() => 'unknown', { unknown: 33 }),
      'Nothing is known yet: 33 checks are without evidence.',
    ],
    [
      'a lower tier is reached',
      describeRun(openOnly('fail', 'web-application-firewall', 'runtime-protection'), { pass: 10, fail: 2 }),
      'Basic is reached. Standard is not: two controls are open.',
    ],
    [
      'one control is not known',
      describeRun(openOnly('unknown', 'runtime-protection')),
      'Basic is reached. Standard is not: one control is open.',
    ],
    [
      'no tier is reached',
      describeRun(openOnly('unknown', 'sast', 'cspm')),
      'No tier is reached. Of the 12 controls of Standard, two are open.',
    ],
    [
      'the wanted tier is reached and connections are not known',
      describeRun(openOnly('unknown', 'network-firewall'), { pass: 20, unknown: 2 }),
      'Standard is reached. Beside it, two checks are open.',
    ],
    [
      'the wanted tier is reached and nothing is open',
      describeRun(openOnly('unknown', 'network-firewall'), { pass: 20 }),
      'Standard is reached. No other check is open.',
    ],
    [
      'more than the wanted tier is reached',
      describeRun(() => 'pass', { pass: 20, fail: 1 }),
      'Premium is reached, more than is wanted. Beside it, one check is open.',
    ],
    [
      'tiers can’t be told apart',
      describeRun(openOnly('unknown', 'sast'), { pass: 5, unknown: 3 }, { cloud: 'on-premises' }),
      'The tiers can’t be told apart here. Five of six available controls are proved. In all, three checks are open.',
    ],
    [
      'a lower tier is reached and rests on what people say',
      describeRun(openOnly('unknown', 'runtime-protection'), { pass: 11 }, { how: 'attested' }),
      'Basic is reached on people’s word. Standard is not: one control is open.',
    ],
    [
      'all of it rests on what people say',
      describeRun(() => 'pass', { pass: 13 }, { wanted: 'premium', how: 'attested' }),
      'Premium is reached on people’s word: all 13 controls are attested, none is observed. No other check is open.',
    ],
  ])('when %s', (_, headline, expected) => {
    expect(headline).toBe(expected);
  });

  it('promises no tier that an unknown could break', () => {
    for (const { id } of embeddedCatalog.controls.filter(({ tiers }) => tiers.standard.required)) {
      expect(describeRun(openOnly('unknown', id), { pass: 30, unknown: 1 })).not.toMatch(/Standard is reached/);
    }
  });
});
