/** The things of an AWS network that decide whether traffic leaves it, as they were read from files. */
import type { AddressRange } from '../../flows/address.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Placed, RulePlace } from '../../machine/ruleProgram.ts';
import type { Services } from '../../flows/services.ts';
import type { Named, Unreliable } from './named.ts';
import type { FirewallPolicy, RuleGroup } from './networkFirewall/firewallPolicy.ts';

export interface AwsNetwork {
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
  readonly networkAcls: readonly NetworkAcl[];
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly routeTables: readonly RouteTable[];
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly interfaces: readonly NetworkInterface[];
  readonly natGateways: ReadonlyMap<string, NatGateway>;
  readonly endpoints: ReadonlyMap<string, VpcEndpoint>;
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly firewalls: readonly Firewall[];
  readonly firewallPolicies: readonly FirewallPolicy[];
  readonly ruleGroups: readonly RuleGroup[];
  readonly securityGroupPolicies: readonly SecurityGroupPolicy[];
}

export interface SecurityGroup extends Named, Unreliable {
  readonly vpcId: string | undefined;
  readonly outbound: readonly PermissionRule[];
  readonly inbound: readonly PermissionRule[];
}

/** One peer of one permission: security groups have no other rules. */
export interface PermissionRule {
  readonly services: Services;
  readonly peer: Peer;
  readonly placed: Placed;
  /** Why the rule can't be judged; it may then allow anything. */
  readonly notUnderstood: string | undefined;
}

export type Peer =
  | { readonly kind: 'range'; readonly range: AddressRange }
  | { readonly kind: 'prefix list'; readonly id: string }
  /** `foreign` says that it is of another VPC, whose interfaces the files can't be trusted to show. */
  | { readonly kind: 'group'; readonly id: string; readonly foreign: boolean }
  | { readonly kind: 'not understood' };

export interface NetworkAcl extends Named, Unreliable {
  readonly vpcId: string | undefined;
  readonly subnetIds: readonly string[];
  /** Lowest number first. */
  readonly outbound: readonly AclEntry[];
  readonly inbound: readonly AclEntry[];
}

export interface AclEntry {
  readonly number: number;
  readonly action: 'allow' | 'deny';
  readonly range: AddressRange | undefined;
  readonly services: Services;
  readonly placed: Placed;
  readonly notUnderstood: string | undefined;
}

export interface PrefixList extends Named {
  /** All flows that it can stand for where its entries are not known: those of its address family. */
  readonly family: FlowSet;
  readonly ranges: readonly AddressRange[] | undefined;
  readonly isComplete: boolean;
}

export interface RouteTable extends Named, Unreliable {
  readonly vpcId: string | undefined;
  readonly subnetIds: readonly string[];
  readonly isMain: boolean;
  /** Whether the list that it was read from is to be relied on to hold all tables of its VPC. */
  readonly isAmongAll: boolean;
  readonly routes: readonly Route[];
}

export interface Route {
  readonly destination:
    | { readonly kind: 'range'; readonly range: AddressRange; readonly prefixLength: number }
    | { readonly kind: 'prefix list'; readonly id: string }
    | { readonly kind: 'not understood' };
  readonly nextHop: NextHop;
  /** Learnt from a virtual private gateway; a static route of the same destination comes first. */
  readonly isPropagated: boolean;
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

export type NextHop =
  /** Inside the VPC. */
  | { readonly kind: 'local' }
  | { readonly kind: 'internet gateway'; readonly id: string }
  | { readonly kind: 'egress-only internet gateway'; readonly id: string }
  | { readonly kind: 'NAT gateway'; readonly id: string }
  | { readonly kind: 'VPC endpoint'; readonly id: string }
  | { readonly kind: 'peering connection'; readonly id: string }
  /** An instance or interface that forwards: an appliance with rules of its own. */
  | { readonly kind: 'appliance'; readonly id: string }
  /** A way into another network: transit gateway, virtual private gateway, local gateway, carrier gateway, core network. */
  | { readonly kind: 'network'; readonly id: string }
  | { readonly kind: 'nowhere'; readonly because: string };

export interface Subnet extends Named {
  readonly vpcId: string | undefined;
  readonly ranges: readonly AddressRange[];
  readonly publicAccess: PublicAccess | undefined;
}

/** What VPC Block Public Access leaves of internet gateways, which old exports say nothing of. */
export type PublicAccess =
  | 'open'
  /** What comes out of NAT gateways passes, and so do egress-only gateways. */
  | 'gateways that only let out'
  | 'closed'
  /** Said in a word that is not known. */
  | 'not understood';

export interface NetworkInterface extends Named {
  readonly subnetId: string | undefined;
  readonly vpcId: string | undefined;
  readonly instanceId: string | undefined;
  /** The first interface of an instance: translated traffic of pods leaves by it. */
  readonly isPrimary: boolean;
  /** Its instance is described, and with no other interface. */
  readonly isOnlyOne: boolean;
  readonly isNatGateway: boolean;
  readonly groupIds: readonly string[];
  /** Private IPv4 addresses and IPv6 addresses, delegated prefixes included. */
  readonly addresses: readonly AddressRange[];
  readonly hasPublicIpv4: boolean;
}

export interface NatGateway extends Named {
  readonly subnetId: string | undefined;
  readonly state: string | undefined;
  /** `public` or `private`. */
  readonly connectivity: string;
}

export interface VpcEndpoint extends Named {
  readonly type: string;
  readonly interfaceIds: readonly string[];
  readonly subnetIds: readonly string[];
  /** Whether its IAM policy lets everything through; undefined where none is printed. */
  readonly hasFullAccess: boolean | undefined;
}

export interface Vpc extends Named {
  readonly ranges: readonly AddressRange[];
  /** The first IPv4 range: the Amazon DNS server is at its third address. */
  readonly primary: AddressRange | undefined;
  readonly publicAccess: PublicAccess | undefined;
}

export interface Firewall extends Named {
  readonly policyArn: string;
  readonly vpcId: string | undefined;
  readonly subnetIds: readonly string[];
  readonly endpoints: readonly { readonly id: string; readonly subnetId: string | undefined }[];
  /** Why its path is not the one of a plain firewall. */
  readonly notUnderstood: string | undefined;
}

/** Pods that a SecurityGroupPolicy selects have its groups in the place of their node's. */
export interface SecurityGroupPolicy {
  readonly name: string;
  readonly groupIds: readonly string[];
  readonly place: RulePlace;
}
