/**
 * Azure network security groups, as `az network nsg list|show`, the REST API and resource exports write them.
 * Source: Azure virtual network documentation, "Network security groups" and "Service tags".
 */
import type { RulePlace } from '../../ruleProgram.ts';

export interface NetworkSecurityGroup {
  readonly name: string;
  readonly id: string | undefined;
  /** Ids of the subnets and interfaces that it is attached to, by the export. */
  readonly attachedTo: readonly string[];
  /** Own and default rules of the outbound direction, lowest priority number first. */
  readonly outbound: readonly SecurityRule[];
  readonly place: RulePlace;
  /** Why its rules are not all known. */
  readonly notUnderstood: string | undefined;
}

export interface SecurityRule {
  readonly name: string;
  readonly priority: number;
  /** Undefined where the rule says neither; it is then not understood. */
  readonly access: 'allow' | 'deny' | undefined;
  /** In lower case: `*`, `tcp`, `udp`, `icmp`, `esp`, `ah`. */
  readonly protocol: string;
  readonly sources: Endpoint;
  readonly destinations: Endpoint;
  readonly sourcePorts: readonly PortRange[];
  readonly destinationPorts: readonly PortRange[];
  readonly place: RulePlace;
  /** Why the rule can't be judged; it may then match anything. */
  readonly notUnderstood: string | undefined;
}

/** Inclusive. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface Endpoint {
  /** `*`, CIDR prefixes, addresses, service tags. */
  readonly prefixes: readonly string[];
  /** Application security groups, by name. */
  readonly groups: readonly string[];
}

/** A virtual network as `az network vnet list|show` writes it. */
export interface VirtualNetwork {
  readonly name: string;
  /** Its own space, and that of the networks that it is peered with. */
  readonly addressPrefixes: readonly string[];
  readonly peeredPrefixes: readonly string[];
  readonly subnets: readonly Subnet[];
  readonly place: RulePlace;
}

export interface Subnet {
  readonly name: string;
  readonly id: string | undefined;
  readonly networkSecurityGroupId: string | undefined;
}

/** Addresses by service tag, from `az network list-service-tags` or the ServiceTags file of the day; keys in lower case. */
export type ServiceTags = ReadonlyMap<string, readonly string[]>;

export interface AzureNetwork {
  readonly networkSecurityGroups: readonly NetworkSecurityGroup[];
  readonly virtualNetworks: readonly VirtualNetwork[];
  readonly serviceTags: ServiceTags;
  /** Where the service tags were read from. */
  readonly tagLists: readonly { readonly place: RulePlace }[];
}
