import type { Catalog, Control, SecurityTierId } from '#shared/catalog/catalog.ts';
import type { Finding } from '#shared/audit/finding.ts';
import type { ControlStanding, RunRecord, TierStanding } from '#shared/history/runRecord.ts';
import type { Plan } from '#shared/plan/plan.ts';

/** A tier as a column: whether it is reached, and by how much. */
export interface TierColumn {
  readonly tier: SecurityTierId;
  readonly isWanted: boolean;
  /** Undefined before the first run. */
  readonly isReached: boolean | undefined;
  /** Some control that it asks for fails; else what is missing is proof. */
  readonly isFailing: boolean;
  readonly asked: number;
  readonly proved: number;
  readonly standings: ReadonlyMap<string, ControlStanding>;
}

const tiers = ['basic', 'standard', 'premium'] as const satisfies readonly SecurityTierId[];

/** The columns as the newest run has judged them; before the first run, what each tier asks for, all of it unknown. */
export function toTierColumns(catalog: Catalog, plan: Plan, record: RunRecord | undefined): readonly TierColumn[] {
  const judged = record?.tier.tiers ?? tiers.map((tier) => unjudged(catalog, plan, tier));
  const reachedIndex = tiers.findIndex((tier) => tier === record?.tier.reached);
  return judged.map(({ tier, controls }) => {
    const asked = controls.filter(({ outcome }) => outcome !== 'not-applicable');
    return {
      tier,
      isWanted: tier === plan.securityTier,
      isReached: record === undefined ? undefined : tiers.indexOf(tier) <= reachedIndex,
      isFailing: asked.some(({ outcome }) => outcome === 'fail'),
      asked: asked.length,
      proved: asked.filter(({ outcome }) => outcome === 'pass').length,
      standings: new Map(controls.map((standing) => [standing.control, standing])),
    };
  });
}

function unjudged(catalog: Catalog, plan: Plan, tier: SecurityTierId): TierStanding {
  return {
    tier,
    controls: catalog.controls.map((control) => {
      const { required, level } = control.tiers[tier];
      const available = isAvailable(control, plan);
      return { control: control.id, level, available, outcome: required && available ? 'unknown' : 'not-applicable' };
    }),
  };
}

function isAvailable({ onPremises }: Control, { cloud }: Plan): boolean {
  return cloud !== 'on-premises' || onPremises === 'available';
}

export function findingOfControl(record: RunRecord | undefined, control: string): Finding | undefined {
  return record?.findings.find(({ requirement }) => requirement === `control.${control}`);
}
