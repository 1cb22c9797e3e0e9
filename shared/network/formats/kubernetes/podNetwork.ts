import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';

/** A network of OVN-Kubernetes that the pods of some namespaces have as their first one, in place of the cluster's. */
export interface PodNetwork {
  /** Of which its pods are: one by name, or those that are selected. */
  readonly namespaces: string | LabelSelector;
  readonly place: RulePlace;
  /** Why it can't be told whether it is the pods' first network, or of which namespaces; then it may be either. */
  readonly notUnderstood: string | undefined;
}

/** A namespace without it has the cluster's own network, whatever selects it. */
export const networkLabel = 'k8s.ovn.org/primary-user-defined-network';
