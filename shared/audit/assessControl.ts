import type { Control, SecurityTierId } from '../catalog/catalog.ts';
import { securityTierIds } from '../catalog/catalog.ts';
import type { Assessment } from './assessment.ts';
import { notApplicable, unknown } from './assessment.ts';
import { assessByAttestation } from './assessByAttestation.ts';
import type { AuditMaterial } from './auditCheck.ts';
import { describeSource } from './describeSource.ts';
import { isAvailable } from './judgeTier.ts';

/** One control at the level that a tier asks for. Attestations are the only evidence of controls so far. */
export function assessControl(control: Control, tier: SecurityTierId, material: AuditMaterial): Assessment {
  const { catalog, plan, planFile, locate } = material;
  const source = describeSource(catalog, control.source);
  if (!isAvailable(control, plan.cloud)) {
    return notApplicable({
      title: `${control.title} is not available on-premises`,
      evidence: [{ text: 'The control is not offered for data planes on-premises.', source }],
    });
  }
  const { required, level } = control.tiers[tier];
  if (!required) {
    return notApplicable({
      title: `${control.title} is not part of the ${tier} tier`,
      evidence: [{ text: `The ${tier} tier does not ask for it.`, source }],
    });
  }
  const name = level === undefined ? control.title : `${control.title} (${level})`;
  const assessment = assessByAttestation(
    {
      name,
      requirement: `control.${control.id}`,
      key: control.id,
      decidedBy: 'The facts of the cloud or the result of a scanner decide it, where there are any.',
    },
    material,
  );
  return assessment.outcome === 'pass' && isAskedForMoreThan(control, tier, plan.securityTier)
    ? unknown('incomplete', {
        title: `${name} is attested at a lower level only`,
        evidence: [
          ...assessment.evidence,
          {
            text: `The plan wants ${plan.securityTier}, so what it attests is the level of that tier.`,
            source: `${planFile}:${locate(['securityTier']).line}`,
          },
        ],
        remedy: `Attest ${name} in a plan that wants ${tier}.`,
      })
    : assessment;
}

/**
 * An attestation names a control and no level. It speaks for the level of the tier that its plan wants and for what lies
 * below; it can't prove the higher degree of a tier that nobody asked for.
 */
function isAskedForMoreThan(control: Control, tier: SecurityTierId, wanted: SecurityTierId): boolean {
  const higher = securityTierIds.indexOf(tier) > securityTierIds.indexOf(wanted);
  return higher && control.tiers[wanted].required && control.tiers[tier].level !== control.tiers[wanted].level;
}
