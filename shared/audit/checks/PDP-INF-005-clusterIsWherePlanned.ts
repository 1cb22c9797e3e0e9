import type { CloudId } from '../../catalog/catalog.ts';
import { textAt } from '../../evidence/objectFields.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { cloudTitles } from '../../plan/cloudTitles.ts';
import { fail, pass, unknown } from '../assessment.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { readDistribution } from '../cluster/readDistribution.ts';

/** Schemes of `spec.providerID`, which the cloud's own controller writes. */
const cloudOfProvider: Readonly<Record<string, CloudId>> = { azure: 'azure', aws: 'aws', gce: 'gcp' };
const regionLabel = 'topology.kubernetes.io/region';

/** The right answers about another cluster are wrong: the plan says where this one is. */
export const clusterIsWherePlanned = clusterCheck({
  id: 'PDP-INF-005',
  title: 'The cluster is in the cloud and the region that the plan names',
  about: 'Where the cluster is',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'infrastructure-provisioning',
  needs: ['nodes'],
  assess(cluster, { plan, planFile, locate }) {
    const nodes = cluster.objects('nodes');
    const distribution = readDistribution(cluster);
    const providers = nodes.flatMap(
      (node) => cloudOfProvider[textAt(node, 'spec', 'providerID')?.split(':')[0] ?? ''] ?? [],
    );
    const clouds = [...new Set([...providers, ...(distribution?.cloud === undefined ? [] : [distribution.cloud])])];
    const regions = [...new Set(nodes.flatMap(({ metadata: { labels } }) => labels?.[regionLabel] ?? []))].toSorted();
    const planned = `${cloudTitles[plan.cloud]}${plan.region === undefined ? '' : `, ${plan.region}`}`;
    const seen = `${clouds.length === 0 ? 'no cloud' : enumerate(clouds.map((cloud) => cloudTitles[cloud]))}${regions.length === 0 ? '' : `, ${enumerate(regions)}`}`;
    const evidence = [
      { text: `Nodes and version of the cluster name ${seen}.`, source: cluster.source('nodes') },
      { text: `The plan names ${planned}.`, source: `${planFile}:${locate(['cloud']).line}` },
    ];
    const isOtherCloud = clouds.some((cloud) => cloud !== plan.cloud);
    const isOtherRegion = plan.region !== undefined && regions.some((region) => region !== plan.region);
    if (isOtherCloud || isOtherRegion) {
      return fail({
        title: `The plan is for ${planned}, the cluster names ${seen}`,
        evidence,
        remedy:
          'Look whether this is the cluster that is meant: name another context, or correct cloud and region in the plan.',
      });
    }
    // On-premises is where nodes name no cloud.
    const isCloudSeen = clouds.length > 0 || (plan.cloud === 'on-premises' && nodes.length > 0);
    const isRegionSeen = plan.region === undefined || regions.length > 0;
    if (!isCloudSeen || !isRegionSeen) {
      return unknown('absent', {
        title: 'Where the cluster is can’t be seen',
        evidence,
        remedy:
          'Nodes of a cloud carry spec.providerID and the label topology.kubernetes.io/region. Compare server and uid with the cluster that is meant.',
      });
    }
    return pass('observed', { title: `The cluster is where the plan says: ${planned}`, evidence });
  },
});
