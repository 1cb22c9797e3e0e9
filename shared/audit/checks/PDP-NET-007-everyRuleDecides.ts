import { takesPodPoliciesFromCluster } from '../../plan/takesPodPoliciesFromCluster.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck } from '../auditCheck.ts';

/** A rule that never decides says something that is not so. */
export const everyRuleDecides: AuditCheck = {
  id: 'PDP-NET-007',
  title: 'By address and port, no rule stands wholly behind others',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    questionOnFindings(
      'rule-never-decides',
      {
        pass: 'By address and port, no rule stands wholly behind others',
        fail: 'Some rules never decide, since others stand before them',
        unknown: 'Whether some rules stand wholly behind others is not known',
      },
      'firewall-rules',
      material,
    ),
};
