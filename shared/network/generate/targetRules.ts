import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import type { Workload } from '../formats/kubernetes/manifests.ts';
import type { ProxyUse } from '../judging/proxyUse.ts';
import type { EgressNeed } from './egressNeed.ts';
import type { GeneratedFile, NotYetPossible, Surplus } from './generatedRules.ts';

/** What a target’s rules are written from. */
export interface TargetOrder {
  readonly needs: readonly EgressNeed[];
  readonly network: ClusterNetwork;
  /** The plan, as the names and descriptions of its rules and the labels of its policies have it. */
  readonly planSlug: string;
  /** What the plan attaches the target's layer to, e.g. the id of a security group. */
  readonly attachedTo: readonly string[];
  /** What the plan says of the proxy that components are configured with. */
  readonly proxy: ProxyUse | undefined;
  /** Those of the files, for namespaces that the plan does not name. */
  readonly workloads: readonly Workload[];
  /** Files that may show more of them, and could not be read whole. */
  readonly unread: readonly string[];
}

/** Rules of one target. What is not possible and what is surplus stands in the header of each file. */
export interface TargetRules {
  readonly notYetPossible: readonly NotYetPossible[];
  readonly surplus: readonly Surplus[];
  /** What else whoever applies them must know, as sentences. */
  readonly remarks: readonly string[];
  /** `header` are lines without a sign for comments. */
  readonly write: (header: readonly string[]) => readonly GeneratedFile[];
}

export type WriteTarget = (order: TargetOrder) => TargetRules;
