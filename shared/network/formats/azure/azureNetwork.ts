/** Everything that Azure's exports say of a network. */
import type { RulePlace } from '../../machine/ruleProgram.ts';
import type { AzureFirewall, FirewallPolicy, IpGroup, RuleGroup } from './firewall/azureFirewall.ts';
import type { NetworkSecurityGroup } from './securityGroup/networkSecurityGroup.ts';

export interface AzureNetwork {
  readonly networkSecurityGroups: readonly NetworkSecurityGroup[];
  readonly firewalls: readonly AzureFirewall[];
  readonly firewallPolicies: readonly FirewallPolicy[];
  readonly ruleGroups: readonly RuleGroup[];
  readonly ipGroups: readonly IpGroup[];
  readonly virtualNetworks: readonly VirtualNetwork[];
  readonly routeTables: readonly RouteTable[];
  readonly interfaces: readonly NetworkInterface[];
  readonly privateEndpoints: readonly PrivateEndpoint[];
  readonly serviceTags: ServiceTags;
  /** Where the service tags were read from. */
  readonly tagLists: readonly { readonly place: RulePlace }[];
}

/** A virtual network as `az network vnet list|show` writes it. */
export interface VirtualNetwork {
  readonly name: string;
  /** Its own space, and that of the networks that it is peered with. */
  readonly addressPrefixes: readonly string[];
  readonly peeredPrefixes: readonly string[];
  /** Servers that answer names in it; Azure's own where there are none. */
  readonly dnsServers: readonly string[];
  readonly subnets: readonly Subnet[];
  /** Whether a gateway or a route server, its own or that of a peered network, may tell it of routes. */
  readonly mayLearnRoutes: boolean;
  /** What a file leaves open of it: other addresses may belong to it, and subnets that are not among those above. */
  readonly untold: string | undefined;
  readonly place: RulePlace;
}

export interface Subnet {
  readonly name: string;
  readonly id: string | undefined;
  readonly addressPrefixes: readonly string[];
  readonly networkSecurityGroupId: string | undefined;
  readonly routeTableId: string | undefined;
  readonly hasPrivateEndpoints: boolean;
  /** Whether security groups and routes of users bear on its private endpoints. */
  readonly groupsBearOnEndpoints: boolean;
  readonly routesBearOnEndpoints: boolean;
  /** `Microsoft.Storage` and the like, which are reached by routes of their own. */
  readonly serviceEndpoints: readonly string[];
  /** Policies say which accounts are reached over service endpoints; they stand in no export of networks. */
  readonly hasEndpointPolicies: boolean;
  readonly hasNatGateway: boolean;
  /** Undefined where the export says nothing of it, as older ones. */
  readonly hasDefaultOutbound: boolean | undefined;
}

/** Routes that users made; those of Azure itself hold for all that they leave. */
export interface RouteTable {
  readonly name: string;
  readonly id: string | undefined;
  readonly routes: readonly Route[];
  /** Routes that gateways are told of do not hold where it does. */
  readonly ignoresLearntRoutes: boolean;
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

/** In lower case. */
export const nextHopWords = ['virtualappliance', 'internet', 'virtualnetworkgateway', 'vnetlocal', 'none'] as const;

export type NextHopWord = (typeof nextHopWords)[number];

export interface Route {
  /** A CIDR prefix or a service tag. */
  readonly prefix: string;
  /** Undefined where what is written is not known. */
  readonly nextHop: NextHopWord | undefined;
  /** Of an appliance. */
  readonly address: string | undefined;
  readonly place: RulePlace;
}

/** A network interface, or one that each machine of a scale set has, which goes by the set's name. */
export interface NetworkInterface {
  readonly isOfScaleSet: boolean;
  readonly isOfPrivateEndpoint: boolean;
  readonly name: string;
  readonly id: string | undefined;
  readonly networkSecurityGroupId: string | undefined;
  /** Servers that its machine asks for names; those of its network where there are none. */
  readonly dnsServers: readonly string[];
  readonly configurations: readonly {
    /** Undefined in a scale set. */
    readonly address: string | undefined;
    readonly subnetId: string | undefined;
    /** Ids of application security groups. */
    readonly groups: readonly string[];
  }[];
  readonly place: RulePlace;
}

export interface PrivateEndpoint {
  /** Undefined where the file does not tell. */
  readonly subnetId: string | undefined;
  readonly place: RulePlace;
}

/** Addresses by service tag, from `az network list-service-tags` or the ServiceTags file of the day; keys in lower case. */
export type ServiceTags = ReadonlyMap<string, readonly string[]>;
