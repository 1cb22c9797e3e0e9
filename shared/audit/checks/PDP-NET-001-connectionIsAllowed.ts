import { takesPodPoliciesFromCluster } from '../../plan/takesPodPoliciesFromCluster.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import type { ConnectionVerdict } from '../../network/judging/verdict.ts';
import type { ConnectionRequirement } from '../../requirements/deriveRequirements.ts';
import type { Assessment } from '../assessment.ts';
import { unknown } from '../assessment.ts';
import type { AuditCheck, AuditMaterial } from '../auditCheck.ts';
import { assessConnection } from '../assessConnection.ts';
import { completeRow } from '../completeRow.ts';
import { severityOfRequirement } from '../severity.ts';

/** The rows of the connectivity table. A row that was not judged is unknown: it must not vanish from the count. */
export const connectionIsAllowed: AuditCheck = {
  id: 'PDP-NET-001',
  title: 'Every layer of the network path allows the connection',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    material.requirements.connections.map((row) => {
      const verdict = material.egress.connections.find((connection) => connection.id === row.id);
      return {
        requirement: `connection.${row.id}`,
        subject: row.id,
        severity: severityOfRequirement[`connection.${row.id}`],
        task: row.task,
        assess: () => assessRow(row, verdict, material),
      };
    }),
};

function assessRow(
  row: ConnectionRequirement,
  verdict: ConnectionVerdict | undefined,
  material: AuditMaterial,
): Assessment {
  if (verdict !== undefined) return completeRow(assessConnection(verdict, material), verdict, material);
  return unknown('failed', {
    title: `Whether the rules let ${row.component} through to ${row.endpoint} was not judged`,
    evidence: [{ text: 'The network check returned no verdict for this row.', source: `connection ${row.id}` }],
    remedy: 'Report this as a defect of the program, with the plan and the rule files.',
  });
}
