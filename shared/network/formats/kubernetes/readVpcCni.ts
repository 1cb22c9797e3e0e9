/**
 * How the Amazon VPC CNI is set up to enforce policies, by its DaemonSet. Source: EKS User Guide, "Limit Pod traffic with Kubernetes
 * network policies", and the manifest and README of amazon-vpc-cni-k8s.
 */
import { isRecord, listOf, textOf } from '../../jsonFields.ts';
import { nameOf, namespaceOf, placeOf, recordAt } from './manifestObject.ts';
import type { ManifestObject } from './manifestObject.ts';
import type { VpcCni } from './manifests.ts';

const agentOption = '--enable-network-policy';
const modeVariable = 'NETWORK_POLICY_ENFORCING_MODE';

export function isVpcCni(group: string | undefined, { value }: ManifestObject): boolean {
  const isDaemonSet = group === 'apps' && value['kind'] === 'DaemonSet';
  return isDaemonSet && namespaceOf(value) === 'kube-system' && nameOf(value) === 'aws-node';
}

export function readVpcCni(object: ManifestObject): VpcCni {
  const containers = listOf(
    recordAt(recordAt(recordAt(object.value, 'spec'), 'template'), 'spec')['containers'],
  ).filter(isRecord);
  const options = containers.flatMap(({ args }) => listOf(args)).flatMap((option) => textOf(option) ?? []);
  const agent = options.findLast((option) => option === agentOption || option.startsWith(`${agentOption}=`));
  const variables = containers.flatMap(({ env }) => listOf(env)).filter(isRecord);
  const mode = variables.find(({ name }) => name === modeVariable)?.['value'] === 'strict' ? 'strict' : 'standard';
  return {
    place: placeOf(object),
    agent: agent === undefined ? 'not-said' : agent === agentOption || agent.endsWith('=true') ? 'on' : 'off',
    mode: variables.length === 0 ? 'not-said' : mode,
  };
}
