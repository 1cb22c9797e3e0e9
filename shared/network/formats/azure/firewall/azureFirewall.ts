/**
 * Azure Firewalls with rules of their own (classic) or of policies, as `az network firewall …`, the REST API and ARM
 * templates write them. Source: Azure Firewall documentation, "Azure Firewall rule processing logic".
 */
import type { AddressRange } from '../../../flows/address.ts';
import type { Placed, RulePlace } from '../../../machine/ruleProgram.ts';
import type { PortRange } from '../portRange.ts';

export interface AzureFirewall {
  readonly name: string;
  readonly id: string | undefined;
  /** The id of its policy; without one it has rules of its own. */
  readonly policyId: string | undefined;
  readonly own: RuleSettings;
  /** Where routes send traffic that is to pass it. */
  readonly privateAddresses: readonly string[];
  readonly place: RulePlace;
  /** Why it can't be judged. */
  readonly notUnderstood: string | undefined;
}

export interface FirewallPolicy {
  readonly name: string;
  readonly id: string | undefined;
  /** The policy whose rules come before its own. */
  readonly parentId: string | undefined;
  /** Ids of its groups by the policy's own account; undefined where that does not say. */
  readonly groupIds: readonly string[] | undefined;
  readonly settings: PolicySettings;
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

/** What decides about traffic beside the rules. */
export interface PolicySettings {
  readonly tier: 'basic' | 'standard' | 'premium' | undefined;
  /** Whether the firewall answers names, as rules of network by name need it; undefined where that is not said. */
  readonly dnsProxy: boolean | undefined;
  readonly threatIntelligence: ThreatIntelligence;
  /** Undefined where it drops nothing. */
  readonly intrusionDetection: IntrusionDetection | undefined;
  /** Whether it can decrypt TLS, as rules by URL need it. */
  readonly inspectsTls: boolean;
}

export interface ThreatIntelligence {
  readonly drops: boolean;
  /** Names and addresses that the feed does not bear on. */
  readonly allowedNames: readonly string[];
  readonly allowedAddresses: readonly string[];
  readonly place: RulePlace;
}

/** Drops by what is in the traffic. */
export interface IntrusionDetection {
  /** Traffic that it does not look into. */
  readonly bypassed: readonly Pick<NetworkRule, 'sources' | 'destinations' | 'protocols' | 'ports'>[];
  readonly place: RulePlace;
}

/** The rules of a classic firewall with what decides beside them. */
export interface RuleSettings {
  readonly collections: readonly RuleCollection[];
  readonly settings: PolicySettings;
}

/** A rule collection group of a policy. */
export interface RuleGroup {
  readonly name: string;
  readonly id: string | undefined;
  readonly policyId: string | undefined;
  readonly priority: number;
  readonly collections: readonly RuleCollection[];
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

export interface RuleCollection {
  readonly priority: number;
  /** Undefined where it says neither; its rules are then not understood. */
  readonly action: 'allow' | 'deny' | undefined;
  readonly rules: readonly FirewallRule[];
  readonly place: RulePlace;
}

export type RuleKind = 'nat' | 'network' | 'application';

export type FirewallRule = NatRule | NetworkRule | ApplicationRule;

interface AnyRule {
  readonly sources: Addresses;
  readonly placed: Placed;
  /** Why the rule can't be judged; it may then match anything of its kind. */
  readonly notUnderstood: string | undefined;
}

export interface NetworkRule extends AnyRule {
  readonly kind: 'network';
  /** In lower case: `tcp`, `udp`, `icmp`, `any`. */
  readonly protocols: readonly string[];
  readonly destinations: Addresses;
  readonly destinationNames: readonly string[];
  readonly ports: readonly PortRange[];
}

export interface NatRule extends AnyRule {
  readonly kind: 'nat';
  readonly protocols: readonly string[];
  readonly destinations: Addresses;
  readonly ports: readonly PortRange[];
  /** Undefined where the traffic goes on to a name. */
  readonly translatedAddress: string | undefined;
  readonly translatedPort: number | undefined;
}

export interface ApplicationRule extends AnyRule {
  readonly kind: 'application';
  readonly protocols: readonly ApplicationPort[];
  readonly names: readonly string[];
  readonly urls: readonly string[];
  readonly tags: readonly string[];
  readonly categories: readonly string[];
  /** Where it is for some addresses alone. */
  readonly destinations: Addresses;
  readonly decryptsTls: boolean;
}

export interface ApplicationPort {
  readonly protocol: 'http' | 'https' | 'mssql';
  readonly port: number;
}

export interface Addresses {
  /** `*`, CIDR prefixes, addresses, ranges, service tags, as they are written. */
  readonly texts: readonly string[];
  /** What of them is addresses. */
  readonly ranges: readonly AddressRange[];
  /** The others: `*` and service tags. */
  readonly others: readonly string[];
  /** Ids of IP groups. */
  readonly groups: readonly string[];
}

export interface IpGroup {
  readonly name: string;
  readonly id: string | undefined;
  readonly addresses: readonly string[];
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}
