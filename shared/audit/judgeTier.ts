import type { Catalog, CloudId, Control, SecurityTierId } from '../catalog/catalog.ts';
import { securityTierIds } from '../catalog/catalog.ts';
import type { ControlStanding, TierStanding, TierVerdict } from '../history/runRecord.ts';
import type { Assessment } from './assessment.ts';
import type { HowKnown } from './finding.ts';

export interface TierInput {
  readonly controls: Catalog['controls'];
  readonly cloud: CloudId;
  readonly wanted: SecurityTierId;
  /** What is known of a control at the level that a tier asks for; asked only where the tier requires it. */
  readonly assess: (control: Control, tier: SecurityTierId) => Pick<Assessment, 'outcome' | 'how'>;
}

/**
 * Which tier the data plane has reached: the highest one all of whose required controls pass. Unknown is not a pass, and
 * neither is a waived failure: a waiver accepts that a control is missing, it does not put it there.
 */
export function judgeTier({ controls, cloud, wanted, assess }: TierInput): TierVerdict {
  const tiers = securityTierIds.map((tier): TierStanding => ({
    tier,
    controls: controls.map((control): ControlStanding => {
      const { required, level } = control.tiers[tier];
      const available = isAvailable(control, cloud);
      const known = required && available ? assess(control, tier) : undefined;
      const outcome = known?.outcome ?? 'not-applicable';
      return {
        control: control.id,
        ...(level !== undefined && { level }),
        available,
        outcome,
        ...((outcome === 'pass' || outcome === 'fail') && known?.how !== undefined && { how: known.how }),
      };
    }),
  }));
  const distinct = tiersCanBeToldApart(tiers);
  const ofWanted = tiers.find((standing) => standing.tier === wanted)?.controls ?? [];
  return {
    wanted,
    reached: distinct ? (tiers.findLast(isReached)?.tier ?? null) : null,
    provedBy: {
      observed: countProved(ofWanted, 'observed'),
      attested: countProved(ofWanted, 'attested'),
      imported: countProved(ofWanted, 'imported'),
    },
    blockedBy: ofWanted.filter(({ outcome }) => outcome === 'fail').map(({ control }) => control),
    unknown: ofWanted.filter(({ outcome }) => outcome === 'unknown').map(({ control }) => control),
    remarks: distinct ? [] : [indistinctRemark(controls, cloud)],
    tiers,
  };
}

export function isAvailable(control: Control, cloud: CloudId): boolean {
  return cloud !== 'on-premises' || control.onPremises === 'available';
}

/** A tier that asks for nothing would be reached by an audit of nothing. */
function isReached({ controls }: TierStanding): boolean {
  const asked = controls.filter(({ outcome }) => outcome !== 'not-applicable');
  return asked.length > 0 && asked.every(({ outcome }) => outcome === 'pass');
}

/** Where all that is to be had is the same in every tier, proving it proves no tier rather than another. */
export function tiersCanBeToldApart(tiers: readonly TierStanding[]): boolean {
  const [lowest, ...others] = tiers.map(({ controls }) =>
    JSON.stringify(
      controls.filter(({ available }) => available).map(({ level, outcome }) => [level, outcome === 'not-applicable']),
    ),
  );
  return others.some((asked) => asked !== lowest);
}

function indistinctRemark(controls: readonly Control[], cloud: CloudId): string {
  const available = controls.filter((control) => isAvailable(control, cloud)).length;
  const where = cloud === 'on-premises' ? 'On-premises' : 'Here';
  return `${where}, ${available} of ${controls.length} controls are available and every tier asks for the same ones, so the tiers can’t be told apart.`;
}

function countProved(controls: readonly ControlStanding[], how: HowKnown): number {
  return controls.filter((control) => control.outcome === 'pass' && control.how === how).length;
}
