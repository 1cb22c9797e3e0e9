import { takesPodPoliciesFromCluster } from '../../evidence/clusterRules.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck } from '../auditCheck.ts';

/** A policy that no plug-in reads has no effect. */
export const policiesAreEnforced: AuditCheck = {
  id: 'PDP-NET-006',
  title: 'The pod policies are enforced by the plug-in of the cluster',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    questionOnFindings(
      'policies-not-enforced',
      {
        pass: 'The pod policies are enforced by the plug-in of the cluster',
        fail: 'Nothing enforces pod policies that the verdicts rest on',
        unknown: 'Whether anything enforces the pod policies is not known',
      },
      'kubernetes-management',
      material,
    ),
};
