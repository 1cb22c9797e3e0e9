import { defaultDenyResources, makeFindDefaultDeny } from '../../evidence/defaultDeny.ts';
import type { Closure, Direction } from '../../evidence/defaultDeny.ts';
import { fieldAt } from '../../evidence/objectFields.ts';
import { readPolicyEngine } from '../../evidence/policyEngine.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { findOwnWorkloads } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** Both ways, of namespaces that hold pods which policies bear on: those on the network of their node are not. */
export const namespacesDenyByDefault = safeguardCheck({
  id: 'PDP-CLU-002',
  title: 'Every namespace with workload is closed both ways unless a policy opens something',
  about: 'Default-deny of namespaces',
  safeguard: 'default-deny',
  needs: ['namespaces', 'pods', 'configmaps', 'daemonsets.apps', ...defaultDenyResources],
  failsOnlyOnAll: true,
  assess(cluster, material) {
    const { workloads, leftOut } = findOwnWorkloads(cluster, material);
    const populated = new Set(
      workloads
        .filter(({ pods }) => pods.some((pod) => fieldAt(pod, 'spec', 'hostNetwork') !== true))
        .map(({ namespace }) => namespace),
    );
    cluster.objects('configmaps');
    const { enforcement } = readPolicyEngine(cluster.snapshot);
    const find = makeFindDefaultDeny((resource) => cluster.objects(resource));
    const source = cluster.source('networkpolicies.networking.k8s.io');
    const judged = cluster
      .objects('namespaces')
      .filter(({ metadata: { name } }) => populated.has(name))
      .map((namespace): Judged => {
        const { name } = namespace.metadata;
        if (enforcement.kind === 'always') {
          return { state: 'good', evidence: { text: `${name}: ${enforcement.because}`, source: enforcement.source } };
        }
        const { policies, ...closures } = find(namespace);
        const both = [closures.ingress, closures.egress];
        const said = `${describe('ingress', closures.ingress)}, ${describe('egress', closures.egress)}`;
        const none = policies === 0 && both.every(({ state }) => state === 'open');
        return {
          state: both.every(({ state }) => state === 'closed')
            ? 'good'
            : both.some(({ state }) => state === 'open' || state === 'opened')
              ? 'bad'
              : 'open',
          evidence: { text: `${name}: ${none ? 'no policy at all' : said}`, source },
        };
      });
    const assessment = assessEach(judged, {
      source,
      pass: (all) => `${count(all, 'namespace')} closed both ways by default`,
      fail: (bad, all) => `${bad} of ${count(all, 'namespace')} with workload not closed by default`,
      remedy:
        'Add to each namespace a NetworkPolicy with podSelector {} and policyTypes [Ingress, Egress] that opens nothing, after those that open what its pods need: `pdp egress generate --target networkpolicy` writes the egress side.',
      open: {
        title: (open, all) => `Whether ${partOf(open, all, 'namespace', ['is', 'are'])} closed by default is not known`,
        remedy: 'Say it in a policy of the namespace itself, which can be read without those of the whole cluster.',
      },
      none: {
        title: 'No namespace holds workload yet',
        text: 'No pods that policies bear on are in namespaces that do not belong to the cluster itself.',
        remedy: 'Audit again once something runs there.',
      },
    });
    return { ...assessment, evidence: [...assessment.evidence, ...leftOut] };
  },
});

function describe(direction: Direction, closure: Closure): string {
  switch (closure.state) {
    case 'closed':
      return `${direction} closed by ${closure.by}`;
    case 'perhaps':
      return `${direction} perhaps closed by ${closure.by}`;
    case 'opened':
      return `${direction} opened wholly by ${closure.by}`;
    case 'open':
      return `no policy closes ${direction}`;
  }
}
