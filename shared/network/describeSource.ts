import type { LayerKind } from '../plan/plan.ts';
import type { AzureNetwork } from './formats/azure/networkSecurityGroup.ts';
import type { Manifests } from './formats/kubernetes/manifests.ts';
import type { RuleFile } from './ruleFile.ts';
import type { RulePlace } from './ruleProgram.ts';
import type { RuleSource } from './verdict.ts';

interface Placed {
  readonly place: RulePlace;
}

/** The format by which the rules of a layer are written. */
const formats: Partial<Record<LayerKind, string>> = {
  'pod-policy': 'Kubernetes manifests',
  'azure-nsg': 'Azure network',
};

/** Says of each file what it was taken for, by the layers that its documents were `recognised` for, and what it holds. */
export function describeSource(
  { networkPolicies, foreignPolicies, workloads }: Manifests,
  { networkSecurityGroups, virtualNetworks, tagLists }: AzureNetwork,
  recognised: ReadonlyMap<string, ReadonlySet<LayerKind>>,
): (file: RuleFile) => RuleSource {
  const contents = [
    countByFile(networkPolicies, 'NetworkPolicy', 'NetworkPolicies'),
    countByFile(foreignPolicies, 'policy not judged yet', 'policies not judged yet'),
    countByFile(workloads, 'workload', 'workloads'),
    countByFile(networkSecurityGroups, 'network security group', 'network security groups'),
    countByFile(virtualNetworks, 'virtual network', 'virtual networks'),
    countByFile(tagLists, 'list of service tags', 'lists of service tags'),
  ];
  return ({ file, bytes, hash }) => {
    const layers = [...(recognised.get(file) ?? [])];
    const holds = contents.flatMap((countIn) => countIn(file) ?? []);
    return {
      file,
      bytes,
      hash,
      layers,
      format: layers.map((layer) => formats[layer]).join(', ') || 'not recognised',
      holds: holds.join(', ') || 'nothing that decides about egress',
    };
  };
}

function countByFile(things: readonly Placed[], one: string, many: string): (file: string) => string | undefined {
  const counts = new Map<string, number>();
  for (const { place } of things) counts.set(place.file, (counts.get(place.file) ?? 0) + 1);
  return (file) => {
    const count = counts.get(file);
    return count === undefined ? undefined : `${count} ${count === 1 ? one : many}`;
  };
}
