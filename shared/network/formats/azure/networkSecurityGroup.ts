/**
 * Azure network security groups, as `az network nsg list|show`, the REST API and resource exports write them.
 * Source: Azure virtual network documentation, "Network security groups" and "Service tags".
 */
import type { RulePlace } from '../../ruleProgram.ts';

export interface NetworkSecurityGroup {
  readonly name: string;
  readonly id: string | undefined;
  /** Names and ids of the subnets and interfaces that it is attached to, by the export. */
  readonly attachedTo: readonly string[];
  /** Own and default rules of the outbound direction, lowest priority number first. */
  readonly outbound: readonly SecurityRule[];
  readonly place: RulePlace;
}

export interface SecurityRule {
  readonly name: string;
  readonly priority: number;
  readonly access: 'allow' | 'deny';
  /** As written: `*`, `Tcp`, `Udp`, `Icmp`, `Esp`, `Ah`, in any case. */
  readonly protocol: string;
  readonly sources: Endpoint;
  readonly destinations: Endpoint;
  /** `*`, `443`, `1000-2000`. */
  readonly sourcePorts: readonly string[];
  readonly destinationPorts: readonly string[];
  readonly place: RulePlace;
  /** Why the rule can't be judged; it may then match anything. */
  readonly notUnderstood: string | undefined;
}

export interface Endpoint {
  /** `*`, CIDR prefixes, addresses, service tags. */
  readonly prefixes: readonly string[];
  /** Application security groups, by name. */
  readonly groups: readonly string[];
}

/** A virtual network as `az network vnet list|show` writes it: its space, and which NSG each subnet has. */
export interface VirtualNetwork {
  readonly name: string;
  readonly addressPrefixes: readonly string[];
  readonly subnets: readonly {
    readonly name: string;
    readonly id: string | undefined;
    readonly networkSecurityGroupId: string | undefined;
  }[];
}

/** Addresses by service tag, from `az network list-service-tags` or the ServiceTags file of the day; keys in lower case. */
export type ServiceTags = ReadonlyMap<string, readonly string[]>;

export interface AzureNetwork {
  readonly networkSecurityGroups: readonly NetworkSecurityGroup[];
  readonly virtualNetworks: readonly VirtualNetwork[];
  readonly serviceTags: ServiceTags;
}
