/**
 * Azure network security groups, as `az network nsg list|show`, the REST API and resource exports write them.
 * Source: Azure virtual network documentation, "Network security groups" and "Service tags".
 */
import type { AddressRange } from '../../../flows/address.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { PortRange } from '../portRange.ts';

export interface NetworkSecurityGroup {
  readonly name: string;
  readonly id: string | undefined;
  /** Ids of the subnets and interfaces that it is attached to, by the export. */
  readonly attachedTo: readonly string[];
  /** Own and default rules of the outbound direction, lowest priority number first. */
  readonly outbound: readonly SecurityRule[];
  /** The same of the inbound direction; read when it is asked for, since most questions are about what leaves. */
  readonly inbound: () => readonly SecurityRule[];
  readonly place: RulePlace;
  /** Why its rules are not all known. */
  readonly notUnderstood: string | undefined;
}

export type Direction = 'outbound' | 'inbound';

export interface SecurityRule {
  readonly name: string;
  readonly direction: Direction;
  readonly priority: number;
  /** Undefined where the rule says neither; it is then not understood. */
  readonly access: 'allow' | 'deny' | undefined;
  /** In lower case: `*`, `tcp`, `udp`, `icmp`, `esp`, `ah`. */
  readonly protocol: string;
  readonly sources: Endpoint;
  readonly destinations: Endpoint;
  readonly sourcePorts: readonly PortRange[];
  readonly destinationPorts: readonly PortRange[];
  /** Who knows where it stands. */
  readonly placed: { readonly place: RulePlace };
  /** Why the rule can't be judged; it may then match anything. */
  readonly notUnderstood: string | undefined;
}

export interface Endpoint {
  /** As written: `*`, CIDR prefixes, addresses, service tags. */
  readonly prefixes: readonly string[];
  /** Those of them that are addresses, and those that are words. */
  readonly ranges: readonly AddressRange[];
  readonly words: readonly string[];
  /** Application security groups, by name. */
  readonly groups: readonly string[];
}
