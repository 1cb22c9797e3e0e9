import { textAt } from '../../evidence/objectFields.ts';
import { compareVersions, parseSoftwareVersion } from '../../evidence/softwareVersion.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { unknown } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { noNodes } from '../cluster/noNodes.ts';

/** How many minor versions a kubelet may be behind the API server, by the policy on version skew of Kubernetes; never ahead. */
const mostBehind = 3;

export const kubeletsFitTheApiServer = clusterCheck({
  id: 'PDP-INF-008',
  title: 'The kubelet of every node fits the version of the API server',
  about: 'Versions of the kubelets',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'kubernetes-management',
  needs: ['nodes'],
  assess(cluster) {
    const nodes = cluster.objects('nodes');
    const gitVersion = cluster.version()?.gitVersion;
    const server = gitVersion === undefined ? undefined : parseSoftwareVersion(gitVersion);
    if (server === undefined) {
      return unknown('not-understood', {
        title: 'The version of the API server is not known',
        evidence: [
          {
            text: `It says ${gitVersion ?? 'nothing'}.`,
            source: `get /version of ${cluster.snapshot.identity.server}`,
          },
        ],
        remedy: 'Compare kubectl version with the versions that kubectl get nodes shows.',
      });
    }
    const judged = nodes.map((node): Judged => {
      const said = textAt(node, 'status', 'nodeInfo', 'kubeletVersion');
      const kubelet = said === undefined ? undefined : parseSoftwareVersion(said);
      const evidence = cluster.evidence('nodes', node, `kubelet ${said ?? 'of no version'}, API server ${gitVersion}`);
      if (kubelet === undefined) return { state: 'open', evidence };
      const isAhead = compareVersions(kubelet, server) > 0;
      const isFarBehind = kubelet.major < server.major || server.minor - kubelet.minor > mostBehind;
      return { state: isAhead || isFarBehind ? 'bad' : 'good', evidence };
    });
    return assessEach(judged, {
      source: cluster.source('nodes'),
      pass: (all) => `The kubelets of ${count(all, 'node')} fit the API server`,
      fail: (bad, all) => `The kubelets of ${bad} of ${count(all, 'node')} do not fit the API server`,
      remedy: 'Upgrade the node pools that are behind; where a kubelet is ahead, upgrade the control plane first.',
      open: {
        title: (open, all) => `${partOf(open, all, 'node', ['does', 'do'])} not tell the version of the kubelet`,
        remedy: 'See whether the kubelet of each runs and reaches the API server.',
      },
      none: noNodes,
    });
  },
});
