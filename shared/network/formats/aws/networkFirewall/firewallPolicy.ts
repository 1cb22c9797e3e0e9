/** Policies and rule groups of AWS Network Firewall, as they were read. Source: Network Firewall API. */
import type { AddressRange } from '../../../flows/address.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { Services } from '../../../flows/services.ts';
import type { Named, Unreliable } from '../named.ts';
import type { SuricataRule } from './suricataRule.ts';

export type StatelessAction = 'pass' | 'drop' | 'forward';
export type RuleOrder = 'action' | 'strict';

export interface FirewallPolicy extends Named, Unreliable {
  readonly statelessGroups: readonly GroupReference[];
  readonly statelessDefault: StatelessAction;
  readonly order: RuleOrder;
  readonly statefulGroups: readonly GroupReference[];
  /** What strict order does with traffic that no rule decides. */
  readonly statefulDefault: StatefulDefault;
  readonly variables: Variables;
  /** Why traffic that the rules let through may be dropped all the same. */
  readonly mayDropMore: string | undefined;
}

export type StatefulDefault = 'none' | 'drop strict' | 'drop established' | 'drop established to server';

export interface GroupReference {
  /** ARN, or logical name in a template. */
  readonly id: string;
  /** The function that stands in place of its name, which is not told. */
  readonly namedBy: string | undefined;
  readonly priority: number;
  readonly dropsOnlyAlert: boolean;
  readonly place: RulePlace;
}

/** Named address and port sets; a name is written with `$` in rules. */
export interface Variables {
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly ports: ReadonlyMap<string, readonly string[]>;
  /** Prefix lists by the name that rules refer to with `@`. */
  readonly references: ReadonlyMap<string, string>;
}

export interface RuleGroup extends Named, Unreliable {
  readonly rules:
    | { readonly kind: 'stateful'; readonly rules: readonly SuricataRule[] }
    | { readonly kind: 'domains'; readonly list: DomainList }
    | { readonly kind: 'stateless'; readonly rules: readonly StatelessRule[] };
  readonly order: RuleOrder;
  readonly variables: Variables;
}

export interface DomainList {
  /** `x.com` for the one name, `.x.com` for it and every name below. */
  readonly targets: readonly {
    readonly name: string;
    readonly place: RulePlace;
    readonly notUnderstood: string | undefined;
  }[];
  readonly action: 'allow' | 'drop' | 'reject' | 'alert' | undefined;
  readonly matchesTls: boolean;
  readonly matchesHttp: boolean;
  /** It goes by what the Route 53 Resolver answered, too. */
  readonly matchesResolved: boolean;
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

export interface StatelessRule {
  readonly priority: number;
  readonly action: StatelessAction;
  /** Undefined for any. */
  readonly sources: readonly AddressRange[] | undefined;
  readonly destinations: readonly AddressRange[] | undefined;
  readonly protocols: Services;
  readonly sourcePorts: readonly PortSpan[];
  readonly destinationPorts: readonly PortSpan[];
  readonly flags: readonly TcpFlags[];
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

export type PortSpan = readonly [first: number, last: number];

/** Source: Network Firewall API, TCPFlagField. */
export const tcpFlags = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

/** Of the flags in `masks` exactly those in `flags` must be set; empty `masks` are all flags. */
export interface TcpFlags {
  readonly flags: readonly string[];
  readonly masks: readonly string[];
}
