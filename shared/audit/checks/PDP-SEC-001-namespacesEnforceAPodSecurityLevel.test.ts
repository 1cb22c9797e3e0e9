import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { namespacesEnforceAPodSecurityLevel } from './PDP-SEC-001-namespacesEnforceAPodSecurityLevel.ts';

const webhooks = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
const kyverno = objectOf(webhooks, 'kyverno-resource-validating-webhook-cfg', {
  webhooks: [
    {
      name: 'validate.kyverno.svc-fail',
      failurePolicy: 'Fail',
      rules: [{ operations: ['CREATE'], resources: ['*/*'] }],
    },
  ],
});

function assess(
  labels: Readonly<Record<string, string>>,
  pod: ClusterObject = podOf('web/a'),
  guards: readonly ClusterObject[] = [],
  policies: readonly ClusterObject[] = [],
) {
  return assessOn(
    namespacesEnforceAPodSecurityLevel,
    clusterOf({
      namespaces: [objectOf('namespaces', 'web', {}, { labels })],
      pods: [pod],
      [webhooks]: guards,
      'clusterpolicies.kyverno.io': policies,
    }),
  );
}
const enforce = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });

describe('PDP-SEC-001', () => {
  it.each(['baseline', 'restricted'])('passes where each namespace with workload enforces %s', (level) => {
    expect(assess(enforce(level))).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: `web: enforces ${level}, its pods meet restricted` }],
    });
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{}, 'web: enforces no level by its labels, its pods meet restricted'],
    [enforce('privileged'), 'web: enforces privileged, its pods meet restricted'],
    [
      { 'pod-security.kubernetes.io/warn': 'baseline' },
      'web: enforces no level by its labels, warns by baseline, its pods meet restricted',
    ],
  ])('fails with the labels %j', (labels, text) => {
    expect(assess(labels)).toMatchObject({ outcome: 'fail', evidence: [{ text }] });
  });

  it.each<[object, string]>([
    [{ container: { securityContext: { privileged: true } } }, 'privileged alone'],
    [{ spec: { hostNetwork: true } }, 'privileged alone'],
    [{ container: { securityContext: { runAsNonRoot: true } } }, 'baseline'],
  ])('says what the pods really meet: %j is %s', (more, level) => {
    expect(assess(enforce('baseline'), podOf('web/a', more)).evidence[0]?.text).toContain(`its pods meet ${level}`);
  });

  it('leaves it open where a policy controller may enforce the same, and not where it has no policy that denies', () => {
    const denying = objectOf('clusterpolicies.kyverno.io', 'p', {
      spec: { rules: [{ validate: { failureAction: 'Enforce' } }] },
    });
    expect(assess({}, podOf('web/a'), [kyverno], [denying])).toMatchObject({ outcome: 'unknown' });
    expect(assess({}, podOf('web/a'), [kyverno])).toMatchObject({ outcome: 'fail' });
    expect(assess(enforce('baseline'), podOf('web/a'), [kyverno])).toMatchObject({ outcome: 'pass' });
  });
});
