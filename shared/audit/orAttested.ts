import type { Assessment } from './assessment.ts';
import { assessByAttestation } from './assessByAttestation.ts';
import type { AuditMaterial } from './auditCheck.ts';

/**
 * What was seen decides. Where it leaves the question open, or nothing was looked at, a person's word counts, and what was
 * seen stays beside it.
 */
export function orAttested(
  seen: Assessment | undefined,
  attestable: Parameters<typeof assessByAttestation>[0],
  material: AuditMaterial,
): Assessment {
  if (seen === undefined) return assessByAttestation(attestable, material);
  if (seen.outcome !== 'unknown') return seen;
  const attested = assessByAttestation({ ...attestable, decidedBy: seen.remedy }, material);
  if (attested.how === undefined) return { ...seen, remedy: attested.remedy };
  return { ...attested, evidence: [...seen.evidence, ...attested.evidence] };
}
