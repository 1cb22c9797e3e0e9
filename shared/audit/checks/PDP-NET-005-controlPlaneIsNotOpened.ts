import { takesPodPoliciesFromCluster } from '../../plan/takesPodPoliciesFromCluster.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck } from '../auditCheck.ts';

/** The documents name which components call the control plane, and by which protocols; the control plane opens no connection. */
export const controlPlaneIsNotOpened: AuditCheck = {
  id: 'PDP-NET-005',
  title: 'Between the data plane and the control plane nothing is open but the connections of the plan',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    questionOnFindings(
      'control-plane-opening',
      {
        pass: 'Between the data plane and the control plane nothing is open but the connections of the plan',
        fail: 'More is open between the data plane and the control plane than the connections of the plan',
        unknown:
          'Whether more is open between the data plane and the control plane than the connections of the plan is not known',
      },
      'firewall-rules',
      material,
    ),
};
