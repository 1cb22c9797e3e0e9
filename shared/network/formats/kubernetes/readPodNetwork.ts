/** UserDefinedNetwork and ClusterUserDefinedNetwork. Source: ovn-kubernetes go-controller/pkg/crd/userdefinednetwork/v1. */
import { describeValue } from '../../../kernel/describeValue.ts';
import { makeReport, namespaceOf, placeOf, recordAt } from './manifestObject.ts';
import type { ManifestObject, ManifestProblem } from './manifestObject.ts';
import type { PodNetwork } from './podNetwork.ts';
import { readSelector } from './readFields.ts';

const group = 'k8s.ovn.org';
const clusterWideKind = 'ClusterUserDefinedNetwork';
const kinds = new Set(['UserDefinedNetwork', clusterWideKind]);

export function isPodNetwork(apiGroup: string | undefined, kind: string): boolean {
  return apiGroup === group && kinds.has(kind);
}

/** Undefined for a network that pods have beside their first one: no policy of the cluster bears on it. */
export function readPodNetwork(object: ManifestObject, problems: ManifestProblem[]): PodNetwork | undefined {
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message)).at('spec');
  const spec = recordAt(object.value, 'spec');
  const isClusterWide = object.value['kind'] === clusterWideKind;
  const role = readRole(isClusterWide ? recordAt(spec, 'network') : spec);
  if (role === 'Secondary') return undefined;
  if (role !== 'Primary') {
    report.refuse(`“${describeValue(role)}” is no role of a network.`, 'Write Primary or Secondary.');
  }
  if (!isClusterWide) return { namespaces: namespaceOf(object.value), place, notUnderstood };
  const selector = readSelector(spec['namespaceSelector'], report.at('namespaceSelector'));
  return { namespaces: selector ?? [], place, notUnderstood };
}

function readRole(network: Record<string, unknown>): unknown {
  const { topology } = network;
  if (topology === 'Localnet') return 'Secondary';
  return recordAt(network, topology === 'Layer3' ? 'layer3' : 'layer2')['role'];
}
