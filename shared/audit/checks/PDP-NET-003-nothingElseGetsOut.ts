import { takesPodPoliciesFromCluster } from '../../plan/takesPodPoliciesFromCluster.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck } from '../auditCheck.ts';

/** What the whole path lets out, held against the connections, backends and implied flows of the plan. */
export const nothingElseGetsOut: AuditCheck = {
  id: 'PDP-NET-003',
  title: 'Nothing gets out that the plan does not need',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    questionOnFindings(
      'unplanned-egress',
      {
        pass: 'Nothing gets out that the plan does not need',
        fail: 'More gets out than the plan needs',
        unknown: 'Whether more gets out than the plan needs is not known',
      },
      'firewall-rules',
      material,
    ),
};
