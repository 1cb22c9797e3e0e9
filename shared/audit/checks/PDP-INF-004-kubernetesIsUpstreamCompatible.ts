import { enumerate } from '../../kernel/enumerate.ts';
import { fail, pass } from '../assessment.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { readDistribution } from '../cluster/readDistribution.ts';

/** What the charts of a data plane are made of: groups that every conformant Kubernetes serves, in the version that they use. */
const groupsOfUpstream = {
  '': 'v1',
  apps: 'v1',
  batch: 'v1',
  autoscaling: 'v2',
  policy: 'v1',
  'networking.k8s.io': 'v1',
  'rbac.authorization.k8s.io': 'v1',
  'storage.k8s.io': 'v1',
  'apiextensions.k8s.io': 'v1',
  'apiregistration.k8s.io': 'v1',
  'admissionregistration.k8s.io': 'v1',
  'coordination.k8s.io': 'v1',
  'discovery.k8s.io': 'v1',
} as const;

/** A cluster that lacks part of the API can't run what is built for Kubernetes. */
export const kubernetesIsUpstreamCompatible = clusterCheck({
  id: 'PDP-INF-004',
  title: 'The cluster serves the API of upstream Kubernetes',
  about: 'Compatibility with upstream Kubernetes',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'kubernetes-management',
  needs: ['nodes'],
  assess(cluster) {
    const served = cluster.groups();
    const source = `get /apis of ${cluster.snapshot.identity.server}`;
    const missing = Object.entries(groupsOfUpstream)
      .filter(([group, version]) => !served.some(({ name, versions }) => name === group && versions.includes(version)))
      .map(([group, version]) => (group === '' ? version : `${group}/${version}`));
    const gitVersion = cluster.version()?.gitVersion;
    const distribution = readDistribution(cluster);
    const made = {
      text: `Kubernetes ${gitVersion ?? 'of an unknown version'}; ${distribution === undefined ? 'its distribution can’t be told' : `${distribution.title}, by ${distribution.by}`}.`,
      source: `get /version of ${cluster.snapshot.identity.server}`,
    };
    // Groups that could not be asked for are a gap, and no lack.
    return missing.length > 0 && cluster.gaps().length === 0
      ? fail({
          title: `The cluster lacks ${enumerate(missing)}`,
          evidence: [{ text: `Not served: ${enumerate(missing)}.`, source }, made],
          remedy: 'Use a distribution of Kubernetes that is certified as conformant, in a version that is maintained.',
        })
      : pass('observed', {
          title: 'The cluster serves the API of upstream Kubernetes',
          evidence: [
            { text: `Served: ${Object.keys(groupsOfUpstream).length} groups that every Kubernetes has.`, source },
            made,
          ],
        });
  },
});
