import { policyEngineResources, readPolicyEngine } from '../../evidence/policyEngine.ts';
import type { PolicyEngine } from '../../evidence/policyEngine.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import type { Assessment } from '../assessment.ts';
import { fail, pass, unknown } from '../assessment.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import { takesNoDaemonSets } from '../cluster/nodeCoverage.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';
import type { Evidence } from '../finding.ts';
import { firstEvidence } from '../firstEvidence.ts';

/** Policies are words until a plug-in enforces them, and a plan that names another one than runs is judged by the wrong words. */
export const policiesAreInForce = safeguardCheck({
  id: 'PDP-CLU-001',
  title: 'The network plug-in of the plan runs, and enforces policies',
  about: 'Enforcement of network policies',
  safeguard: 'policy-enforcement',
  needs: policyEngineResources,
  assess(cluster, material) {
    // Asked for, so that what could not be read is told.
    for (const resource of policyEngineResources) cluster.objects(resource);
    const assessment = assessEngine(readPolicyEngine(cluster.snapshot), cluster.source('daemonsets.apps'), material);
    const beyond = cluster.objects('nodes').filter(takesNoDaemonSets);
    if (assessment.outcome !== 'pass' || beyond.length === 0) return assessment;
    const without = beyond.map((node) =>
      cluster.evidence('nodes', node, 'takes no DaemonSets, so that no agent enforces policies there'),
    );
    return unknown('not-understood', {
      title: notSeenEverywhere,
      evidence: firstEvidence([...assessment.evidence, ...without], { source: cluster.source('nodes') }),
      remedy:
        'Run pods that policies are for on nodes of your own: the VPC CNI enforces none on Fargate. Of other virtual nodes attest what enforces them there.',
    });
  },
});

const notSeenEverywhere = 'Whether network policies are enforced on every node is not seen';

function assessEngine({ cni, seen, enforcement }: PolicyEngine, source: string, material: AuditMaterial): Assessment {
  const { plan, planFile, locate } = material;
  const planned = plan.network?.cni;
  const elsewhere =
    enforcement.kind === 'perhaps' && enforcement.elsewhere !== undefined ? [enforcement.elsewhere] : [];
  const told = enforcement.kind === 'default' ? [] : [enforcement, ...elsewhere];
  const evidence: readonly Evidence[] = [
    ...seen.map(({ title, source: place }) => ({ text: `${title} was seen.`, source: place })),
    ...told.map(({ because, source: place }) => ({ text: `${because}.`, source: place })),
  ];
  const off = told.find(({ kind }) => kind === 'off');
  const titles = enumerate([...new Set(seen.map(({ title }) => title))]);
  const inPlan = { text: `The plan names ${planned}.`, source: `${planFile}:${locate(['network', 'cni']).line}` };
  if (off !== undefined) {
    return fail({
      title: 'Network policies are not enforced',
      evidence,
      remedy: seen.some((one) => one.cni === 'cilium')
        ? 'Set enable-policy to default and policy-audit-mode to false in the values of Cilium’s chart, and restart its agents.'
        : 'Install Cilium, as the documents of the data plane have it, or switch enforcement on where the plug-in can: enableNetworkPolicy of the EKS add-on vpc-cni.',
    });
  }
  if (enforcement.kind === 'perhaps') {
    return unknown('not-understood', {
      title: notSeenEverywhere,
      evidence,
      remedy:
        'See in the NodeClasses of EKS Auto Mode and in the ConfigMap kube-system/amazon-vpc-cni whether network policies are enabled, and attest it.',
    });
  }
  if (seen.length === 0) {
    return unknown('absent', {
      title: 'No network plug-in that is known was seen',
      evidence: [{ text: 'No agent of a plug-in that is known to enforce policies is among the DaemonSets.', source }],
      remedy: 'Have whoever runs the cluster say what enforces network policies, and attest it.',
    });
  }
  if (planned !== undefined && planned !== 'generic' && !seen.some((one) => one.cni === planned)) {
    return fail({
      title: `The plan names ${planned}, and the cluster runs ${titles}`,
      evidence: [...evidence, inPlan],
      remedy: `Correct network.cni in ${planFile}, so that policies are judged by what enforces them, or install what the plan names.`,
    });
  }
  if (cni === undefined) {
    return unknown('incomplete', {
      title: 'Several network plug-ins were seen',
      evidence,
      remedy: 'Have whoever runs the cluster say which of them enforces network policies, and attest it.',
    });
  }
  return pass('observed', { title: `${titles} runs and enforces network policies`, evidence });
}
