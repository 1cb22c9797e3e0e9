/** The kinds of resources that are read here, and what they bear on. */
import type { LayerKind } from '../../../plan/plan.ts';
import { isRecord, listOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { isExpression } from './armExpression.ts';
import { wordOf } from './azureResource.ts';
import type { AzureResource } from './azureResource.ts';
import { ownerOfType } from './templateParts.ts';

export type AzureKind =
  | 'network security group'
  | 'virtual network'
  | 'security admin rule'
  | 'connection of networks'
  | 'routing of networks'
  | 'private endpoint'
  | 'firewall'
  | 'firewall policy'
  | 'rule collection group'
  | 'IP group'
  | 'route table'
  | 'network interface'
  | 'scale set';

/** The layers that a thing bears on; routes and interfaces say what stands behind the others. */
export function bearsOn(kind: AzureKind | undefined): readonly LayerKind[] {
  switch (kind) {
    case 'network security group':
    case 'security admin rule':
      return ['azure-nsg'];
    // Whom nodes ask for names stands there as well, which rules of firewalls by name go by.
    case 'network interface':
    case 'scale set':
      return ['azure-nsg', 'azure-firewall'];
    case 'firewall':
    case 'firewall policy':
    case 'rule collection group':
    case 'IP group':
      return ['azure-firewall'];
    case 'route table':
    case 'routing of networks':
    case 'private endpoint':
      return ['azure-firewall', 'route'];
    case 'virtual network':
    case 'connection of networks':
    case undefined:
      return ['azure-nsg', 'azure-firewall', 'route'];
  }
}

/**
 * The layers that resources of a type may decide in by rules of their own; none where it is of no kind that is read here.
 * Interfaces have no rules: see `isOfInterfaces`.
 */
export function layersOfType(type: string): readonly LayerKind[] {
  const kind = kindOfType(ownerOfType(type));
  return kind === undefined || isOfInterfaces(type) ? [] : bearsOn(kind);
}

/** Whether resources of a type are interfaces, or have them: what is not known of one bears on the machines that it may be of. */
export function isOfInterfaces(type: string): boolean {
  const kind = kindOfType(type);
  return kind === 'network interface' || kind === 'scale set';
}

/** What the resource is, by its type or, where an export leaves that out, by fields that no other has. */
export function kindOf({ value }: Pick<AzureResource, 'value'>): AzureKind | undefined {
  const { type } = value;
  if (typeof type === 'string') return isManagerOfOthers(value) ? undefined : kindOfType(type);
  const isList = (field: string): boolean => Array.isArray(value[field]);
  if (isList('securityRules') || isList('defaultSecurityRules')) return 'network security group';
  if (isRecord(value['addressSpace']) && isList('subnets')) return 'virtual network';
  if (isList('networkRuleCollections') || isList('applicationRuleCollections')) return 'firewall';
  if (isList('ruleCollectionGroups')) return 'firewall policy';
  if (isList('ruleCollections')) return 'rule collection group';
  if (isList('ipAddresses') && isList('firewallPolicies')) return 'IP group';
  if (isList('routes') && 'disableBgpRoutePropagation' in value) return 'route table';
  if (isList('ipConfigurations') && 'enableIPForwarding' in value) return 'network interface';
  return undefined;
}

const kindsOfTypes: ReadonlyMap<string, AzureKind> = new Map([
  ['microsoft.network/networksecuritygroups', 'network security group'],
  ['microsoft.network/virtualnetworks', 'virtual network'],
  ['microsoft.network/azurefirewalls', 'firewall'],
  ['microsoft.network/firewallpolicies', 'firewall policy'],
  ['microsoft.network/firewallpolicies/rulecollectiongroups', 'rule collection group'],
  ['microsoft.network/ipgroups', 'IP group'],
  ['microsoft.network/routetables', 'route table'],
  ['microsoft.network/networkinterfaces', 'network interface'],
  ['microsoft.compute/virtualmachinescalesets', 'scale set'],
  ['microsoft.network/privateendpoints', 'private endpoint'],
  // Of another tenant, whose manager may have rules for networks here.
  ['microsoft.network/networkmanagerconnections', 'security admin rule'],
  ['microsoft.network/virtualhubs/hubvirtualnetworkconnections', 'routing of networks'],
]);

/** Of what a Virtual Network Manager has, by what stands behind it in the type; what is not known is taken for its rules. */
const kindsOfManagers: ReadonlyMap<string, AzureKind | undefined> = new Map([
  ['connectivityconfigurations', 'connection of networks'],
  ['routingconfigurations', 'routing of networks'],
  ['ipampools', undefined],
  ['networkgroups', undefined],
  ['scopeconnections', undefined],
  ['verifierworkspaces', undefined],
]);

/** Of a kind that is read here, or a part of one. */
export function isOfNetwork(type: string): boolean {
  return kindOfType(ownerOfType(type)) !== undefined;
}

export function kindOfType(type: string): AzureKind | undefined {
  const known = kindsOfTypes.get(type.toLowerCase());
  if (known !== undefined) return known;
  const [, part = ''] = /^microsoft\.network\/networkmanagers(?:\/(\w+)|$)/i.exec(type) ?? [undefined, 'none'];
  if (part === 'none') return undefined;
  const key = part.toLowerCase();
  return kindsOfManagers.has(key) ? kindsOfManagers.get(key) : 'security admin rule';
}

/** A manager that may give no rules: what it may give is a list of words, and of all where it is empty. */
function isManagerOfOthers({ type, networkManagerScopeAccesses }: JsonRecord): boolean {
  const accesses = listOf(networkManagerScopeAccesses).map(wordOf);
  return (
    wordOf(type) === 'microsoft.network/networkmanagers' &&
    accesses.length > 0 &&
    !accesses.some((access) => access.startsWith('security') || isExpression(access))
  );
}
