import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { Control, ControlId, SecurityTierId } from '../catalog/catalog.ts';
import { cloudIds, controlIds, securityTierIds } from '../catalog/catalog.ts';
import type { HowKnown, Outcome } from './finding.ts';
import type { TierInput } from './judgeTier.ts';
import { judgeTier } from './judgeTier.ts';

const { controls } = embeddedCatalog;
const known = (outcome: Outcome, how: HowKnown = 'observed') => ({ outcome, how });

function judge(outcomeOf: (control: Control, tier: SecurityTierId) => Outcome, more: Partial<TierInput> = {}) {
  return judgeTier({
    controls,
    cloud: 'azure',
    wanted: 'standard',
    assess: (control, tier) => known(outcomeOf(control, tier)),
    ...more,
  });
}

const requiredBy = (tier: SecurityTierId): readonly ControlId[] =>
  controls.filter((control) => control.tiers[tier].required).map(({ id }) => id);

describe('the tier that is reached', () => {
  it('is the highest when every control passes', () => {
    expect(judge(() => 'pass')).toMatchObject({ reached: 'premium', blockedBy: [], unknown: [], remarks: [] });
  });

  it('is none when nothing is known, and every control of the wanted tier is named', () => {
    expect(judge(() => 'unknown')).toMatchObject({ reached: null, blockedBy: [], unknown: requiredBy('standard') });
  });

  it('is the one below when a control of the wanted tier alone fails, and names it', () => {
    const verdict = judge(({ id }) => (id === 'web-application-firewall' ? 'fail' : 'pass'));
    expect(verdict).toMatchObject({ reached: 'basic', blockedBy: ['web-application-firewall'], unknown: [] });
  });

  it('may lie above the wanted one', () => {
    expect(judge(() => 'pass', { wanted: 'basic' }).reached).toBe('premium');
  });

  it('is not raised by a level that nobody proved', () => {
    const verdict = judge(({ id }, tier) => (id === 'ddos-protection' && tier === 'premium' ? 'unknown' : 'pass'));
    expect(verdict.reached).toBe('standard');
  });

  it('never asks for a control that the tier does not require', () => {
    const asked: string[] = [];
    judgeTier({
      controls,
      cloud: 'azure',
      wanted: 'basic',
      assess: ({ id }, tier) => {
        asked.push(`${tier} ${id}`);
        return known('pass');
      },
    });
    expect(asked).not.toContain('basic web-application-firewall');
    expect(asked).toContain('premium network-firewall');
    expect(asked).toHaveLength(securityTierIds.flatMap(requiredBy).length);
  });

  it('is proved by what each control is known by, of the wanted tier only', () => {
    const verdict = judgeTier({
      controls,
      cloud: 'azure',
      wanted: 'basic',
      assess: ({ id }) => known('pass', id === 'sast' ? 'attested' : id === 'iac-scanning' ? 'imported' : 'observed'),
    });
    expect(verdict.provedBy).toEqual({ observed: 8, attested: 1, imported: 1 });
  });
});

describe('on-premises', () => {
  const verdict = judge(() => 'pass', { cloud: 'on-premises' });

  it('reaches no tier even if all that is available passes, and says why', () => {
    expect(verdict.reached).toBeNull();
    expect(verdict.remarks).toEqual([
      'On-premises, 6 of 13 controls are available and every tier asks for the same ones, so the tiers can’t be told apart.',
    ]);
  });

  it('still counts what is proved of the six', () => {
    expect(verdict.provedBy.observed).toBe(6);
  });

  it('calls the other seven not applicable and not available', () => {
    const standard = verdict.tiers.find(({ tier }) => tier === 'standard')?.controls ?? [];
    expect(standard.filter(({ available }) => !available).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 7 }, () => 'not-applicable'),
    );
  });
});

describe('a tier verdict, whatever the controls say', () => {
  const outcome = fc.constantFrom<Outcome>('pass', 'fail', 'unknown', 'not-applicable');
  const outcomes = fc.record(Object.fromEntries(controlIds.map((id) => [id, outcome]))) as fc.Arbitrary<
    Record<ControlId, Outcome>
  >;
  const tier = fc.constantFrom(...securityTierIds);
  const cloud = fc.constantFrom(...cloudIds);

  it('reaches a tier only if nothing that it requires fails or is unknown', () => {
    fc.assert(
      fc.property(outcomes, tier, cloud, (of, wanted, where) => {
        const { reached } = judge(({ id }) => of[id], { wanted, cloud: where });
        const open = reached === null ? [] : requiredBy(reached).filter((id) => ['fail', 'unknown'].includes(of[id]));
        expect(open).toEqual([]);
      }),
    );
  });

  it('never rises when a pass is taken away', () => {
    const rank = (reached: SecurityTierId | null): number => (reached === null ? -1 : securityTierIds.indexOf(reached));
    fc.assert(
      fc.property(
        outcomes,
        fc.constantFrom(...controlIds),
        fc.constantFrom<Outcome>('fail', 'unknown'),
        (of, id, to) => {
          const before = judge((control) => of[control.id]);
          const after = judge((control) => (control.id === id ? to : of[control.id]));
          expect(rank(after.reached)).toBeLessThanOrEqual(rank(before.reached));
        },
      ),
    );
  });

  it('names each control of the wanted tier at most once', () => {
    fc.assert(
      fc.property(outcomes, tier, cloud, (of, wanted, where) => {
        const { blockedBy, unknown, provedBy } = judge(({ id }) => of[id], { wanted, cloud: where });
        const named = [...blockedBy, ...unknown];
        expect(new Set(named).size).toBe(named.length);
        expect(named.length + provedBy.observed).toBeLessThanOrEqual(requiredBy(wanted).length);
      }),
    );
  });

  it('does not depend on the order of the controls', () => {
    fc.assert(
      fc.property(outcomes, fc.shuffledSubarray([...controls], { minLength: controls.length }), (of, shuffled) => {
        const ordered = judge(({ id }) => of[id]);
        const other = judge(({ id }) => of[id], { controls: shuffled });
        expect(other.reached).toBe(ordered.reached);
        expect(other.blockedBy.toSorted()).toEqual(ordered.blockedBy.toSorted());
      }),
    );
  });
});
