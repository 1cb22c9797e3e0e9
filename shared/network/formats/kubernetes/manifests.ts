/** What Kubernetes manifests say about who may connect to whom: workloads with their labels, namespaces, and policies. */
import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import type { KnownLabels, NamedPort } from '../../machine/destination.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import type { Protocol } from '../../flows/services.ts';
import type { AdminPolicy } from './adminPolicy.ts';
import type { CalicoObjects } from './calico/calicoPolicy.ts';
import type { CiliumObjects } from './cilium/ciliumPolicy.ts';
import type { KnownNode, KnownService } from './clusterFacts.ts';
import type { InstalledPlugIn } from './installedPlugIns.ts';
import type { Labels } from './labelSelector.ts';
import type { GivenLabel } from './podLabels.ts';
import type { PodNetwork } from './podNetwork.ts';

/** What policies tell pods apart by. */
export type PolicySubject = Pick<Workload, 'namespace' | 'labels' | 'openLabels' | 'hostNetwork' | 'serviceAccount'>;

/** Pods that policies can't tell apart: those of one owner with the same labels. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  /** Deployment, StatefulSet, DaemonSet, Job, CronJob, VirtualMachine, Pod, …, or what owns the pods. */
  readonly kind: string;
  readonly labels: Labels;
  /** Labels that its controller gives to the pods, and of which nothing shows what they say. */
  readonly openLabels?: readonly GivenLabel[] | undefined;
  /** How many pods: the replicas that a controller asks for, or the pods found. */
  readonly pods: number;
  /** On the node's network: its traffic is the node's. */
  readonly hostNetwork: boolean;
  readonly namedPorts: readonly NamedPort[];
  /** `default` where the pods name none. */
  readonly serviceAccount: string;
  readonly place: RulePlace;
}

/** Pods that the API server would refuse as they stand: what is there in their place, nobody knows. */
export interface RefusedWorkload {
  /** Undefined where it can’t be one. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** Those that may be; what is refused may say anything. */
  readonly labels: KnownLabels;
  /** That it may open a connection, and what is wrong with it, as a sentence. */
  readonly because: string;
  /** Which it is and what is wrong with it, as a sentence. */
  readonly unread: string;
}

/** `networking.k8s.io/v1` NetworkPolicy. */
export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly podSelector: LabelSelector;
  /** As written; absent is not the same as empty. */
  readonly policyTypes: readonly string[] | undefined;
  readonly egress: readonly PolicyRule[];
  readonly ingress: readonly PolicyRule[];
  readonly place: RulePlace;
  /** Why it can't be judged: the API server would refuse it, or a field is not known. */
  readonly notUnderstood: string | undefined;
}

export interface PolicyRule {
  /** The other ends of its connections; undefined: any. */
  readonly peers: readonly Peer[] | undefined;
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
  /** Undefined where the object does not say: then it is not known which policy it is. */
  readonly apiVersion: string | undefined;
  readonly kind: string;
  /** Undefined where it holds in all namespaces. */
  readonly namespace: string | undefined;
  readonly place: RulePlace;
}

/** Why no policy decides anything, and where that is said. */
export interface NotEnforced {
  readonly because: string;
  readonly place: RulePlace;
  /** It was seen of a whole cluster, in which nothing else enforces them: no file may be missing that says otherwise. */
  readonly isObserved?: true;
}

/** The plug-in of a DaemonSet, as that sets it up. */
export interface PlugInOfDaemonSet {
  readonly namespace: string;
  readonly name: string;
  readonly plugIn: InstalledPlugIn;
}

/** What the Amazon VPC CNI does before policies are in force, as its DaemonSet sets it up. */
export interface VpcCni {
  readonly place: RulePlace;
  /** In `strict` alone a new pod is closed until its policies are there. Of a cluster no environment is read, so that it is not said. */
  readonly mode: 'strict' | 'standard' | 'not-said';
}

/** An object that decides who may connect and is judged, to be counted. */
export interface PolicyObject {
  readonly kind: string;
  readonly place: RulePlace;
}

export interface Manifests {
  readonly workloads: readonly Workload[];
  readonly refusedWorkloads: readonly RefusedWorkload[];
  readonly namespaces: ReadonlyMap<string, KnownLabels>;
  /** Labels of service accounts, by `namespace/name`; undefined where files disagree about them. */
  readonly serviceAccounts: ReadonlyMap<string, Labels | undefined>;
  readonly nodes: readonly KnownNode[];
  readonly services: readonly KnownService[];
  /** Every object that is judged, of whatever kind. */
  readonly policyObjects: readonly PolicyObject[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly adminPolicies: readonly AdminPolicy[];
  readonly cilium: CiliumObjects;
  readonly calico: CalicoObjects;
  readonly podNetworks: readonly PodNetwork[];
  readonly foreignPolicies: readonly ForeignPolicy[];
  readonly notEnforced?: NotEnforced | undefined;
  /** Those of DaemonSets that are there; of one that is known by its pods alone nothing says how it is set up. */
  readonly plugIns?: readonly PlugInOfDaemonSet[];
  readonly vpcCni?: VpcCni | undefined;
}

export const noManifests: Manifests = {
  workloads: [],
  refusedWorkloads: [],
  namespaces: new Map(),
  serviceAccounts: new Map(),
  nodes: [],
  services: [],
  policyObjects: [],
  networkPolicies: [],
  adminPolicies: [],
  cilium: { policies: [], cidrGroups: [] },
  calico: { policies: [], networkSets: [], hostEndpoints: [], automaticHostEndpoints: [], tiers: [], profiles: [] },
  podNetworks: [],
  foreignPolicies: [],
};

/** The labels of a namespace. One that was not read has at least the label that the API server gives to each. */
export function namespaceLabels({ namespaces }: Manifests, namespace: string): KnownLabels {
  const { labels, incomplete } = namespaces.get(namespace) ?? {
    labels: {},
    incomplete: `The labels of the namespace ${namespace} are not in the files: add its manifest.`,
  };
  return { labels: { ...labels, 'kubernetes.io/metadata.name': namespace }, incomplete };
}
