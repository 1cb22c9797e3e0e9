import { takesPodPoliciesFromCluster } from '../../plan/takesPodPoliciesFromCluster.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import type { AuditCheck } from '../auditCheck.ts';
import { assessConnection } from '../assessConnection.ts';
import { completeRow } from '../completeRow.ts';
import { severityOfRequirement } from '../severity.ts';

/** Every row that is known by name needs an answer from DNS first. */
export const namesCanBeResolved: AuditCheck = {
  id: 'PDP-NET-002',
  title: 'What every connection by name needs first is allowed: DNS',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    material.egress.preconditions.map((precondition) => ({
      requirement: `connection.${precondition.id}`,
      subject: precondition.id,
      severity: severityOfRequirement[`connection.${precondition.id}`],
      task: 'dns-management',
      assess: () => completeRow(assessConnection(precondition, material), precondition, material),
    })),
};
