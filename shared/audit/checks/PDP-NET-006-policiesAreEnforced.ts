import { takesPodPoliciesFromCluster } from '../../plan/takesPodPoliciesFromCluster.ts';
import { readPolicyEngine } from '../../evidence/policyEngine.ts';
import { policyResources, ruleResources } from '../../evidence/ruleResources.ts';
import { count } from '../../kernel/count.ts';
import type { Assessment } from '../assessment.ts';
import { fail, unknown } from '../assessment.ts';
import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck, AuditMaterial } from '../auditCheck.ts';
import { assessCluster } from '../cluster/assessCluster.ts';

/** A policy that no plug-in reads has no effect. Of a cluster where none is enforced, none is among the rules that are judged. */
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
    ).map((question) => ({ ...question, assess: () => assessWithCluster(question.assess(), material) })),
};

function assessWithCluster(byRules: Assessment, material: AuditMaterial): Assessment {
  if (material.cluster === undefined || !takesPodPoliciesFromCluster(material.plan)) return byRules;
  const question = { about: 'Enforcement of pod policies', needs: policyResources } as const;
  return assessCluster(question, material, (cluster) => {
    const policies = policyResources.reduce((sum, resource) => sum + cluster.objects(resource).length, 0);
    const { enforcement } = readPolicyEngine(cluster.snapshot);
    if (policies === 0 || byRules.outcome === 'fail') return byRules;
    if (enforcement.kind === 'perhaps') {
      return unknown('not-understood', {
        title: 'Whether the pod policies are enforced on every node is not seen',
        evidence: [{ text: `${enforcement.because}.`, source: enforcement.source }],
        remedy: 'PDP-CLU-001 says where it can be seen.',
      });
    }
    if (enforcement.kind !== 'off') return byRules;
    return fail({
      title: 'Nothing enforces the pod policies of the cluster',
      evidence: [
        {
          text: `${enforcement.because}: ${count(policies, 'policy', 'policies')} of the cluster ${policies === 1 ? 'decides' : 'decide'} nothing.`,
          source: enforcement.source,
        },
      ],
      remedy:
        'Have policies enforced: PDP-CLU-001 says how. Until then every pod may reach what the other layers let out.',
    });
  });
}
