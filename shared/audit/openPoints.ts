import type { ConnectionVerdict } from '../network/judging/verdict.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import type { AuditMaterial } from './auditCheck.ts';

/**
 * One cause counts once (decision 0043): what the plan leaves open about a connection is carried by that connection’s own
 * result while it is unknown. A connection that is denied all the same leaves it a point of its own.
 */
export function openPointsCarriedBy(
  id: ConnectionVerdict['id'],
  { planFindings, egress }: Pick<AuditMaterial, 'planFindings' | 'egress'>,
): readonly PlanFinding[] {
  const isUnknown = egress.connections.some((row) => row.id === id && row.verdict === 'unknown');
  return isUnknown ? planFindings.filter((finding) => finding.kind === 'open' && connectionOf(finding) === id) : [];
}

export function isCarried(finding: PlanFinding, material: Pick<AuditMaterial, 'planFindings' | 'egress'>): boolean {
  const id = connectionOf(finding);
  return material.egress.connections.some(
    (row) => row.id === id && openPointsCarriedBy(row.id, material).includes(finding),
  );
}

function connectionOf({ path: [key, id] }: PlanFinding): string | number | undefined {
  return key === 'connections' ? id : undefined;
}
