import type { Catalog, Control } from '../../catalog/catalog.ts';
import { layerTitles } from '../../network/judging/layerTitles.ts';
import type { LayerKind, Plan } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';

/** The layers that are a cloud’s network firewall. On GCP its rules are those of the network itself, which is always there. */
const networkFirewalls: Partial<Record<Plan['cloud'], LayerKind>> = {
  azure: 'azure-firewall',
  aws: 'aws-network-firewall',
};

/**
 * Whether the path has what the tier asks for: a tier with a network firewall, and a path that declares that there is none.
 * A layer that is not declared at all is told with the path.
 */
export function findTierProblems(catalog: Catalog, plan: Plan): PlanFinding[] {
  const control = catalog.controls.find(({ id }) => id === 'network-firewall');
  const layer = networkFirewalls[plan.cloud];
  if (control === undefined || layer === undefined || !control.tiers[plan.securityTier].required) return [];
  const path = plan.network?.path ?? [];
  const index = path.findIndex((entry) => entry.layer === layer);
  if (index === -1 || path.some((entry) => entry.layer === layer && entry.source !== 'none')) return [];
  const at = ['network', 'path', index, 'source'];
  const says = [
    {
      text: `${control.title} is a control of ${tiersWith(control).join(' and ')}, and of no other tier.`,
      source: control.source,
    },
  ];
  return isAttested(plan, control)
    ? [
        {
          id: 'firewall-not-in-path',
          kind: 'open',
          path: at,
          message: `A network firewall is attested, and the path declares no ${layerTitles[layer]}: what it lets through is not known.`,
          remedy: `Name the source of its rules under ${layer}, or take back the attestation.`,
          says,
        },
      ]
    : [
        {
          id: 'tier-without-firewall',
          kind: 'contradiction',
          path: at,
          message: `The tier ${plan.securityTier} asks for a network firewall, and the path declares that there is no ${layerTitles[layer]}.`,
          remedy: `Name the source of its rules, choose a tier that does without, or have somebody attest ${control.id} if another product does it.`,
          says,
        },
      ];
}

function tiersWith({ tiers }: Control): readonly string[] {
  return Object.entries(tiers).flatMap(([tier, { required }]) => (required ? [tier] : []));
}

function isAttested({ attestations = [] }: Plan, { id }: Control): boolean {
  return attestations.some(({ control }) => control === id || control === `control.${id}`);
}
