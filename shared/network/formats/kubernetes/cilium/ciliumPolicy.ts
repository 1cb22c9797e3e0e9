/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy. Source: cilium pkg/policy/api. */
import type { LabelSelector } from '../../../../catalog/labelSelector.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { Labels } from '../labelSelector.ts';
import type { RulePorts } from '../rulePorts.ts';

/** What a rule may have. Source: cilium pkg/policy/api/rule.go. */
export const ruleSections = ['egress', 'ingress', 'egressDeny', 'ingressDeny'] as const;
export const ruleFields: readonly string[] = [
  'endpointSelector',
  'nodeSelector',
  ...ruleSections,
  'enableDefaultDeny',
  'labels',
  'description',
  'log',
];

/** Of what stands for one rule as the agent of Cilium prints it, whose name is not that of an object. */
export const agentRuleKind = 'rule of Cilium’s agent';

export interface CiliumPolicy {
  readonly name: string;
  /** Undefined where it holds in all namespaces. */
  readonly namespace: string | undefined;
  /** One for `spec`, and one for each of `specs`. */
  readonly rules: readonly CiliumRule[];
  readonly place: RulePlace;
  /** Why it can't be judged: Cilium or the API server would refuse it, or a field is not known. */
  readonly notUnderstood: string | undefined;
}

export interface CiliumRule {
  /** The pods that it is for; undefined where it is for nodes. */
  readonly endpointSelector: LabelSelector | undefined;
  readonly egress: CiliumSide;
  readonly ingress: CiliumSide;
  readonly place: RulePlace;
}

/** What a rule says of one direction. */
export interface CiliumSide {
  readonly allow: readonly CiliumEntry[];
  readonly deny: readonly CiliumEntry[];
  /** Whether what no rule opens is closed once this one selects a pod. */
  readonly closes: boolean;
}

export interface CiliumEntry {
  /** The other ends of its connections. Undefined: any. Empty: none. */
  readonly peers: readonly CiliumPeer[] | undefined;
  /** One for each entry of `toPorts`, since each has limits of its own. */
  readonly openings: readonly CiliumOpening[];
  readonly place: RulePlace;
}

export interface CiliumOpening {
  readonly ports: RulePorts;
  /** Names that the DNS proxy lets these queries ask for; undefined where it does not look. */
  readonly dnsNames: readonly NamePattern[] | undefined;
  /** Names that TLS must be opened with; undefined where it does not matter. */
  readonly serverNames: readonly NamePattern[] | undefined;
  /** Why only a part of what goes there may be let through, by something that is not judged. */
  readonly limit: string | undefined;
  /** Why nothing else opens what goes there either; undefined where other rules may. */
  readonly login: string | undefined;
}

/** All that goes to these ports. */
export function openingOf(ports: RulePorts): CiliumOpening {
  return { ports, dnsNames: undefined, serverNames: undefined, limit: undefined, login: undefined };
}

export type CiliumPeer =
  | {
      readonly kind: 'endpoints';
      readonly selector: LabelSelector;
    }
  | { readonly kind: 'entity'; readonly entity: Entity }
  /** `reserved:world`, which addresses outside have only where the cluster has one family of them. */
  | { readonly kind: 'world-label' }
  | { readonly kind: 'block'; readonly cidr: string; readonly except: readonly string[] }
  | { readonly kind: 'group'; readonly name: string; readonly except: readonly string[] }
  | { readonly kind: 'groups'; readonly selector: LabelSelector; readonly except: readonly string[] }
  | { readonly kind: 'name'; readonly pattern: NamePattern }
  | { readonly kind: 'service'; readonly namespace: string | undefined; readonly name: string }
  | { readonly kind: 'services'; readonly namespace: string | undefined; readonly selector: LabelSelector }
  | { readonly kind: 'nodes'; readonly selector: LabelSelector }
  | { readonly kind: 'unknown'; readonly because: string };

/** `matchName`, or `matchPattern` with stars; lower-case and without a dot at the end. */
export interface NamePattern {
  readonly kind: 'name' | 'pattern';
  readonly text: string;
}

/** Those that the API takes, `cluster-mesh` since Cilium 1.20. Source: cilium pkg/policy/api/entity.go. */
export const entities = [
  'all',
  'world',
  'cluster',
  'cluster-mesh',
  'host',
  'remote-node',
  'kube-apiserver',
  'init',
  'ingress',
  'health',
  'unmanaged',
  'none',
] as const;
export type Entity = (typeof entities)[number];

/** CiliumCIDRGroup: ranges that policies name. */
export interface CidrGroup {
  readonly name: string;
  readonly labels: Labels;
  readonly cidrs: readonly string[];
  readonly place: RulePlace;
  /** Why it can't be judged: the API server would refuse it, or a field is not known. */
  readonly notUnderstood: string | undefined;
}

export interface CiliumObjects {
  readonly policies: readonly CiliumPolicy[];
  readonly cidrGroups: readonly CidrGroup[];
}
