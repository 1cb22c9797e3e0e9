/** What the files say of networks of Google Cloud, as far as it bears on traffic that leaves. */
import type { AddressRange } from '../../flows/address.ts';
import type { Placed, RulePlace } from '../../machine/ruleProgram.ts';
import type { Services } from '../../flows/services.ts';
import type { ResourceName } from './resourceName.ts';

export interface GcpNetwork extends DirectedRules {
  /** The same of what arrives; read when it is asked for, since most questions are about what leaves. */
  readonly arrivals: () => DirectedRules;
  /** Networks of which VPC rules were read, of whichever direction. */
  readonly ruledNetworks: readonly RuledNetwork[];
  readonly networks: readonly VpcNetwork[];
  readonly instances: readonly Instance[];
  readonly addressGroups: readonly AddressGroup[];
  readonly ancestries: readonly Ancestry[];
  readonly routes: readonly Route[];
  readonly subnetworks: readonly Subnetwork[];
  readonly routers: readonly Router[];
  /** Network tags that any rule or instance has. */
  readonly knownTags: ReadonlySet<string>;
}

/** All rules for traffic that leaves, or all for traffic that arrives. */
export interface DirectedRules {
  readonly vpcRules: readonly VpcRule[];
  readonly effectiveFirewalls: readonly EffectiveFirewalls[];
  readonly policies: readonly AssociatedPolicy[];
}

export type Direction = 'EGRESS' | 'INGRESS';

/** A rule for traffic that leaves or arrives, of a VPC network or of a policy. */
export interface FirewallRule {
  readonly direction: Direction;
  /** `inspect` hands the traffic to a security profile group, which decides by what is in it. */
  readonly action: 'allow' | 'deny' | 'pass' | 'inspect';
  /** Lower is first. */
  readonly priority: number;
  readonly targets: Targets;
  /** Where traffic that leaves goes to, or where what arrives comes from. */
  readonly otherEnd: OtherEnd;
  readonly ownEnd: OwnEnd;
  readonly services: Services;
  readonly placed: Placed;
  readonly notUnderstood: string | undefined;
}

/** What the machines must have that send or take the traffic: it is enough that one of them fits. Where all are empty, nothing. */
export interface OwnEnd {
  readonly ranges: readonly AddressRange[];
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
}

export interface VpcRule extends FirewallRule {
  readonly network: ResourceName;
  readonly name: string;
}

/** To which machines a rule applies; what is empty restricts nothing. */
export interface Targets {
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
  readonly secureTags: readonly string[];
  readonly networks: readonly ResourceName[];
}

/** What a rule says of the other end. It matches where any of the parts but the context does, and the context as well. */
export interface OtherEnd {
  /** Undefined where the rule says nothing of their addresses. */
  readonly ranges: readonly AddressRange[] | undefined;
  readonly names: readonly string[];
  readonly addressGroups: readonly string[];
  /** What only Google knows the public addresses of, e.g. `the region CU`. */
  readonly lists: readonly string[];
  /** Tags or accounts of machines that may call, by which a rule for arrivals chooses them. */
  readonly callers: readonly string[];
  readonly context: NetworkContext | undefined;
}

export type NetworkContext = 'INTERNET' | 'NON_INTERNET' | 'INTRA_VPC' | 'VPC_NETWORKS';

export type PolicyKind = 'hierarchical' | 'system' | 'regional system' | 'global' | 'regional' | 'unknown';

export interface FirewallPolicy {
  readonly kind: PolicyKind;
  /** What the API calls it; of hierarchical policies a number. */
  readonly id: string;
  readonly rules: readonly FirewallRule[];
  /** Of policies of one kind the lower is first; undefined where the order of the file tells. */
  readonly priority: number | undefined;
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

/** A policy as it stands by itself, and what it is attached to. */
export interface AssociatedPolicy extends FirewallPolicy {
  /** Organisations and folders. */
  readonly attachedAbove: readonly string[];
  readonly attachedNetworks: readonly ResourceName[];
  readonly region: string | undefined;
}

/** Everything that is in force in a network, or at an interface in it. */
export interface EffectiveFirewalls {
  /** By its VPC rules; empty where it has none. */
  readonly networks: readonly ResourceName[];
  readonly policies: readonly FirewallPolicy[];
  readonly place: RulePlace;
}

export interface RuledNetwork {
  readonly name: ResourceName;
  readonly place: RulePlace;
}

export interface VpcNetwork {
  readonly name: ResourceName;
  /** Whether network policies come before the VPC rules; undefined where what is written is not known. */
  readonly arePoliciesFirst: boolean | undefined;
  /** The global network policy that is attached. */
  readonly firewallPolicy: string | undefined;
  /** Whether a peering brings routes that others wrote or learnt, which may lead anywhere. */
  readonly importsRoutes: boolean;
  readonly place: RulePlace;
}

/** A machine by its first interface, by which traffic leaves. */
export interface Instance {
  readonly name: ResourceName;
  readonly network: ResourceName | undefined;
  readonly subnetwork: ResourceName | undefined;
  readonly hasExternalIpv4: boolean;
  readonly hasExternalIpv6: boolean;
  /** Undefined where it is not known which it has, as before a plan of Terraform is applied; so are its accounts. */
  readonly tags: readonly string[] | undefined;
  readonly serviceAccounts: readonly string[] | undefined;
  /** Its own and those of its pods. */
  readonly addresses: readonly AddressRange[];
  readonly place: RulePlace;
}

/** What a project lies in. */
export interface Ancestry {
  readonly project: string;
  /** From the organisation down, as policies name what they are attached to: `organizations/1`, `folders/2`. */
  readonly above: readonly string[];
}

export interface AddressGroup {
  readonly path: string;
  readonly ranges: readonly AddressRange[];
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

export interface Route {
  readonly network: ResourceName;
  readonly range: AddressRange | undefined;
  readonly priority: number;
  /** It holds for machines with one of these alone; empty for all. */
  readonly tags: readonly string[];
  readonly nextHop: NextHop;
  /** Why it is not known whether it holds. */
  readonly doubt: string | undefined;
  readonly place: RulePlace;
}

export type NextHop =
  /** A subnet of the network, which comes before all other routes. */
  | { readonly kind: 'subnet' }
  | { readonly kind: 'internet' }
  /** A tunnel, a peering, a hub: a way into another network. */
  | { readonly kind: 'network' }
  /** A machine or load balancer that forwards by rules of its own. */
  | { readonly kind: 'appliance' }
  | { readonly kind: 'not understood'; readonly because: string };

export interface Subnetwork {
  readonly name: ResourceName;
  readonly network: ResourceName;
  readonly region: string | undefined;
  readonly hasSecondaryRanges: boolean;
  /** Private Google Access: without an external address its machines reach Google's APIs, and nothing else of the internet. */
  readonly reachesGoogle: boolean;
  readonly place: RulePlace;
}

/** A Cloud Router, for what its NAT translates and whether it learns routes. */
export interface Router {
  readonly network: ResourceName;
  readonly region: string | undefined;
  readonly learnsRoutes: boolean;
  readonly gateways: readonly NatGateway[];
}

/** A public NAT. */
export interface NatGateway {
  readonly covers: 'all ranges' | 'primary ranges' | readonly NatSubnetwork[];
  readonly place: RulePlace;
}

export interface NatSubnetwork {
  readonly name: ResourceName;
  readonly hasAllRanges: boolean;
}
