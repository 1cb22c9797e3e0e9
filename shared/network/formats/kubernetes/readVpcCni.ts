/**
 * What the Amazon VPC CNI lets new pods do before their policies are in force, by its DaemonSet. Source: EKS User Guide,
 * "Limit Pod traffic with Kubernetes network policies", and the manifest and README of amazon-vpc-cni-k8s.
 */
import { recordsOf } from '../../../kernel/jsonFields.ts';
import { nameOf, namespaceOf, placeOf, recordAt } from './manifestObject.ts';
import type { ManifestObject } from './manifestObject.ts';
import type { VpcCni } from './manifests.ts';

const modeVariable = 'NETWORK_POLICY_ENFORCING_MODE';

export function isVpcCni(group: string | undefined, { value }: ManifestObject): boolean {
  const isDaemonSet = group === 'apps' && value['kind'] === 'DaemonSet';
  return isDaemonSet && namespaceOf(value) === 'kube-system' && nameOf(value) === 'aws-node';
}

export function readVpcCni(object: ManifestObject): VpcCni {
  const containers = recordsOf(recordAt(recordAt(recordAt(object.value, 'spec'), 'template'), 'spec')['containers']);
  const variables = containers.flatMap(({ env }) => recordsOf(env));
  const mode = variables.find(({ name }) => name === modeVariable)?.['value'] === 'strict' ? 'strict' : 'standard';
  return {
    place: placeOf(object),
    mode: variables.length === 0 ? 'not-said' : mode,
  };
}
