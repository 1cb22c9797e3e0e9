import type { Control, SecurityTierId } from '../catalog/catalog.ts';
import { securityTierIds } from '../catalog/catalog.ts';
import type { Assessment } from './assessment.ts';
import { fail, notApplicable, pass, unknown } from './assessment.ts';
import type { AuditCheck, AuditMaterial } from './auditCheck.ts';
import { lookAtTheCluster } from './cluster/assessCluster.ts';
import { clusterChecks } from './checks/clusterChecks.ts';
import { describeSource } from './describeSource.ts';
import { isAvailable } from './judgeTier.ts';
import { orAttested } from './orAttested.ts';

/** One control at the level that a tier asks for. What the cluster shows of it decides, and attestations where it shows nothing. */
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
  const isSeenInCluster = checksOf(control).length > 0;
  const assessment = orAttested(
    assessSeen(control, name, material),
    {
      name,
      requirement: `control.${control.id}`,
      key: control.id,
      decidedBy: isSeenInCluster
        ? lookAtTheCluster
        : 'The facts of the cloud or the result of a scanner decide it, where there are any.',
      ...(isSeenInCluster && { waitsFor: 'cluster' as const }),
    },
    material,
  );
  return assessment.how === 'attested' &&
    assessment.outcome === 'pass' &&
    isAskedForMoreThan(control, tier, plan.securityTier)
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

/** The checks of the cluster that speak for the control. */
function checksOf(control: Control): readonly AuditCheck[] {
  return clusterChecks.filter(({ proves }) => proves === control.id);
}

/** By the checks that speak for the control: in place where all of them pass, and not where one of them fails. */
function assessSeen(control: Control, name: string, material: AuditMaterial): Assessment | undefined {
  if (material.cluster === undefined) return undefined;
  const seen = checksOf(control).flatMap((check) => check.questions(material).map((question) => question.assess()));
  const evidence = seen.flatMap((assessment) => assessment.evidence);
  const failed = seen.filter(({ outcome }) => outcome === 'fail');
  if (failed.length > 0) {
    return fail({
      title: `${name}: the cluster shows that it is not in place`,
      evidence: failed.flatMap((assessment) => assessment.evidence),
      remedy: failed.map(({ remedy }) => remedy).join(' '),
    });
  }
  if (seen.length > 0 && seen.every(({ outcome }) => outcome === 'pass')) {
    return pass('observed', { title: `${name} is seen in the cluster`, evidence });
  }
  const open = seen.find(({ outcome }) => outcome === 'unknown');
  return open && { ...open, title: `${name}: ${open.title}`, evidence };
}

/**
 * An attestation names a control and no level. It speaks for the level of the tier that its plan wants and for what lies
 * below; it can't prove the higher degree of a tier that nobody asked for.
 */
function isAskedForMoreThan(control: Control, tier: SecurityTierId, wanted: SecurityTierId): boolean {
  const higher = securityTierIds.indexOf(tier) > securityTierIds.indexOf(wanted);
  return higher && control.tiers[wanted].required && control.tiers[tier].level !== control.tiers[wanted].level;
}
