import { takesPodPoliciesFromCluster } from '../../evidence/clusterRules.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck } from '../auditCheck.ts';

/** The documents name which components call the control plane, and by which protocols. */
export const controlPlaneIsNotOpened: AuditCheck = {
  id: 'PDP-NET-005',
  title: 'Outbound, nothing is open towards the control plane but the connections of the plan',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    questionOnFindings(
      'control-plane-opening',
      {
        pass: 'Outbound, nothing is open towards the control plane but the connections of the plan',
        fail: 'More is open towards the control plane than the connections of the plan',
        unknown: 'Whether more is open towards the control plane than the connections of the plan is not known',
      },
      'firewall-rules',
      material,
    ),
};
