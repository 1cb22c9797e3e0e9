/** What Kubernetes manifests say about egress: workloads with their labels, namespaces, and policies. */
import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import type { RulePlace } from '../../ruleProgram.ts';
import type { Protocol } from '../../services.ts';
import type { Labels } from './labelSelector.ts';

/** Pods that policies can't tell apart: those of one owner with the same labels. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  /** Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, ReplicationController or Pod. */
  readonly kind: string;
  readonly labels: Labels;
  /** How many pods: the replicas that a controller asks for, or the pods found. */
  readonly pods: number;
  /** On the node's network: its traffic is the node's. */
  readonly hostNetwork: boolean;
  readonly namedPorts: readonly NamedPort[];
  readonly place: RulePlace;
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

/** `networking.k8s.io/v1` NetworkPolicy, the egress side. */
export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly podSelector: LabelSelector;
  /** As written; absent is not the same as empty. */
  readonly policyTypes: readonly string[] | undefined;
  readonly egress: readonly EgressRule[];
  readonly place: RulePlace;
  /** Why it can't be judged: the API server would refuse it, or a field is not known. */
  readonly notUnderstood: string | undefined;
}

export interface EgressRule {
  /** Undefined: any destination. */
  readonly to: readonly Peer[] | undefined;
  /** Undefined: any port of any protocol. */
  readonly ports: readonly PolicyPort[] | undefined;
  readonly place: RulePlace;
}

export type Peer =
  | { readonly kind: 'ipBlock'; readonly cidr: string; readonly except: readonly string[] }
  | {
      readonly kind: 'pods';
      /** Undefined: the policy's own namespace. */
      readonly namespaceSelector: LabelSelector | undefined;
      /** Undefined: every pod. */
      readonly podSelector: LabelSelector | undefined;
    };

export interface PolicyPort {
  readonly protocol: Protocol;
  /** A number, the name of a container's port, or undefined for all ports. */
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
}

/** A policy of a kind that is not judged here: it may decide anything for the pods that it could select. */
export interface ForeignPolicy {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined where it holds in all namespaces. */
  readonly namespace: string | undefined;
  readonly place: RulePlace;
}

export interface Manifests {
  readonly workloads: readonly Workload[];
  /** Labels by namespace; the API server adds `kubernetes.io/metadata.name` to each. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly foreignPolicies: readonly ForeignPolicy[];
}

/** The labels of a namespace: of the one that was read, else those that every namespace of that name has. */
export function namespaceLabels(manifests: Manifests, namespace: string): Labels {
  return { ...manifests.namespaces.get(namespace), 'kubernetes.io/metadata.name': namespace };
}
