/** Cluster-wide policies of `policy.networking.k8s.io`, whatever version they are written in. */
import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import type { PodSelection } from './peerMatch.ts';
import type { RulePorts } from './rulePorts.ts';

export const adminPolicyKinds = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'] as const;
export type AdminPolicyKind = (typeof adminPolicyKinds)[number];

export interface AdminPolicy {
  readonly kind: AdminPolicyKind;
  readonly name: string;
  /** Before NetworkPolicy, or for pods that no NetworkPolicy isolates. */
  readonly tier: 'admin' | 'baseline';
  /** The lowest is asked first; the one BaselineAdminNetworkPolicy has none and comes last. */
  readonly priority: number;
  /** Undefined where it was refused: then it may be any pod. */
  readonly subject: PodSelection | undefined;
  readonly egress: readonly AdminRule[];
  readonly ingress: readonly AdminRule[];
  readonly place: RulePlace;
  /** Why it can't be judged: the API server would refuse it, or a field is not known. */
  readonly notUnderstood: string | undefined;
}

export interface AdminRule {
  readonly action: 'allow' | 'deny' | 'pass';
  /** The other ends of its connections. */
  readonly peers: readonly AdminPeer[];
  readonly ports: RulePorts;
  readonly place: RulePlace;
}

export type AdminPeer =
  | { readonly kind: 'pods'; readonly selection: PodSelection }
  | { readonly kind: 'nodes'; readonly selector: LabelSelector }
  | { readonly kind: 'networks'; readonly cidrs: readonly string[] }
  /** Lower-case, without a dot at the end; `*.` at the beginning stands for one label or several. */
  | { readonly kind: 'names'; readonly patterns: readonly string[] };
