import type { CloudId } from '../catalog/catalog.ts';
import type { distributionIds } from '../catalog/ids.ts';
import type { ClusterObject, ServedGroup } from './clusterSnapshot.ts';
import { textAt } from './objectFields.ts';

/** Who makes this Kubernetes: it decides whose word on its end of life counts, and in which cloud it stands. */
export interface Distribution {
  readonly id: (typeof distributionIds)[number];
  readonly title: string;
  /** The cloud that it is a service of. */
  readonly cloud?: CloudId;
  /** Its maker keeps versions alive on days of its own. */
  readonly hasOwnReleases: boolean;
  /** What it was told by. */
  readonly by: string;
}

interface Signs {
  readonly distribution: Omit<Distribution, 'by'>;
  readonly version?: RegExp;
  /** Ends of group names. */
  readonly group?: string;
  /** Keys of nodes' labels. */
  readonly label?: string;
}

// In this order: OpenShift and the services of clouds may look like others as well.
const signs: readonly Signs[] = [
  {
    distribution: { id: 'openshift', title: 'OpenShift', hasOwnReleases: true },
    group: 'config.openshift.io',
    label: 'node.openshift.io/os_id',
  },
  {
    distribution: { id: 'gke', title: 'Google Kubernetes Engine (GKE)', cloud: 'gcp', hasOwnReleases: true },
    version: /-gke\./,
    label: 'cloud.google.com/gke-nodepool',
  },
  {
    distribution: { id: 'eks', title: 'Amazon Elastic Kubernetes Service (EKS)', cloud: 'aws', hasOwnReleases: true },
    version: /-eks-/,
    label: 'eks.amazonaws.com/nodegroup',
  },
  {
    distribution: { id: 'aks', title: 'Azure Kubernetes Service (AKS)', cloud: 'azure', hasOwnReleases: true },
    label: 'kubernetes.azure.com/cluster',
  },
  { distribution: { id: 'rke2', title: 'RKE2', hasOwnReleases: false }, version: /\+rke2r/ },
  { distribution: { id: 'k3s', title: 'k3s', hasOwnReleases: false }, version: /\+k3s/, group: 'k3s.cattle.io' },
  {
    distribution: { id: 'kubeadm', title: 'plain Kubernetes, as kubeadm installs it', hasOwnReleases: false },
    label: 'node-role.kubernetes.io/control-plane',
  },
];

/** By the version's suffix, the API groups and the labels of nodes; undefined where nothing of it is known. */
export function distributionOf(seen: {
  readonly gitVersion: string | undefined;
  readonly groups: readonly ServedGroup[];
  readonly nodes: readonly ClusterObject[];
}): Distribution | undefined {
  const versions = [seen.gitVersion, ...seen.nodes.map((node) => textAt(node, 'status', 'nodeInfo', 'kubeletVersion'))];
  for (const { distribution, version, group, label } of signs) {
    const suffixed = version && versions.find((one) => one !== undefined && version.test(one));
    if (suffixed !== undefined) return { ...distribution, by: `the version ${suffixed}` };
    if (group !== undefined && seen.groups.some(({ name }) => name === group)) {
      return { ...distribution, by: `the API group ${group}` };
    }
    const labelled = label && seen.nodes.find(({ metadata: { labels = {} } }) => Object.hasOwn(labels, label));
    if (labelled !== undefined && labelled !== '') {
      return { ...distribution, by: `the label ${label} of node ${labelled.metadata.name}` };
    }
  }
  return undefined;
}
