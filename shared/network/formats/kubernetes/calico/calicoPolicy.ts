/** The objects of Calico that decide who may connect to whom. Source: calico api/pkg/apis/projectcalico/v3. */
import type { Family } from '../../../flows/address.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { Labels } from '../labelSelector.ts';
import type { Direction } from '../podPolicy.ts';
import type { RulePorts } from '../rulePorts.ts';
import type { CalicoSelector } from './calicoSelector.ts';

export interface CalicoPolicy {
  readonly kind: 'NetworkPolicy' | 'GlobalNetworkPolicy';
  readonly name: string;
  /** Undefined of a GlobalNetworkPolicy. */
  readonly namespace: string | undefined;
  readonly tier: string;
  /** Infinite where it is not written, and below all others where it can't be read. */
  readonly order: number;
  readonly selector: CalicoSelector;
  readonly namespaceSelector: CalicoSelector | undefined;
  readonly serviceAccountSelector: CalicoSelector | undefined;
  /** The directions that it applies to at all. */
  readonly types: ReadonlySet<Direction>;
  /** Rules that log alone are left out: they decide nothing. */
  readonly egress: readonly CalicoRule[];
  readonly ingress: readonly CalicoRule[];
  /** For host endpoints alone: before connection tracking, or before DNAT. */
  readonly isForHostsOnly: boolean;
  /** Host endpoints apply it to what they forward for pods as well. */
  readonly appliesOnForward: boolean;
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

/** The tier of NetworkPolicies and of every policy that names none; Calico takes no other of this name. */
export const defaultTier = { name: 'default', order: 1_000_000, otherwise: 'deny' } as const;

/** Of policies whose tier can't be read: it may be any, so that they come before all. */
export const unreadTier = { name: '', order: -Infinity, otherwise: 'pass' } as const;

export interface CalicoRule {
  readonly action: 'allow' | 'deny' | 'pass';
  readonly family: Family | undefined;
  /** Of the destination. */
  readonly ports: RulePorts;
  /** Ports that it does not match; the numbered ones are taken out of `ports` already. */
  readonly notNamed: RulePorts['named'];
  readonly source: CalicoEntity;
  readonly destination: CalicoEntity;
  /** Whether it goes by the port of the source, which nobody knows. */
  readonly goesBySourcePorts: boolean;
  /** Why only a part of what it matches is matched, by something that is not judged. */
  readonly limit: string | undefined;
  readonly place: RulePlace;
}

/** All of what is written must hold. */
export interface CalicoEntity {
  readonly nets: readonly string[] | undefined;
  readonly notNets: readonly string[];
  readonly selector: CalicoSelector | undefined;
  readonly notSelector: CalicoSelector | undefined;
  readonly namespaceSelector: CalicoSelector | undefined;
  readonly serviceAccounts:
    | { readonly names: readonly string[]; readonly selector: CalicoSelector | undefined }
    | undefined;
  readonly service: { readonly namespace: string | undefined; readonly name: string } | undefined;
  readonly domains: readonly string[] | undefined;
}

/** What policies are judged with, where it is understood. */
interface CalicoFact {
  readonly place: RulePlace;
  /** Why it can't be judged: Calico would refuse it, or a field is not known. */
  readonly notUnderstood: string | undefined;
}

export interface NetworkSet extends CalicoFact {
  readonly name: string;
  /** Undefined of a GlobalNetworkSet. */
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly nets: readonly string[];
  readonly domains: readonly string[];
}

export interface HostEndpoint extends CalicoFact {
  readonly name: string;
  readonly labels: Labels;
  readonly nets: readonly string[];
}

export interface Tier extends CalicoFact {
  readonly name: string;
  /** Infinite where it is not written. */
  readonly order: number;
  readonly otherwise: 'deny' | 'pass';
}

/**
 * A profile. Those of pods, one of the namespace and one of the service account, are made by Calico itself and allow
 * everything; what a file says of them is in force where it agrees.
 */
export interface Profile {
  readonly name: string;
  readonly labels: Labels;
}

export interface CalicoObjects {
  readonly policies: readonly CalicoPolicy[];
  readonly networkSets: readonly NetworkSet[];
  readonly hostEndpoints: readonly HostEndpoint[];
  /** Where Calico is told to make a host endpoint of each node, with the node's labels. */
  readonly automaticHostEndpoints: readonly RulePlace[];
  readonly tiers: readonly Tier[];
  readonly profiles: readonly Profile[];
}
