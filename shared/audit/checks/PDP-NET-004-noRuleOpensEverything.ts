import { takesPodPoliciesFromCluster } from '../../plan/takesPodPoliciesFromCluster.ts';
import { ruleResources } from '../../evidence/ruleResources.ts';
import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck } from '../auditCheck.ts';

/** A rule for everything makes every other one meaningless, whatever layers behind it still hold. */
export const noRuleOpensEverything: AuditCheck = {
  id: 'PDP-NET-004',
  title: 'No rule that decides opens every address on every port',
  needs: ruleResources,
  readsClusterOf: takesPodPoliciesFromCluster,
  questions: (material) =>
    questionOnFindings(
      'any-any',
      {
        pass: 'No rule that decides opens every address on every port',
        fail: 'Rules open every address on every port',
        unknown: 'Whether a rule opens every address on every port is not known',
      },
      'firewall-rules',
      material,
    ),
};
