import { isRecord, recordsOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';

/** What a tool of Azure printed of resources of this type, in a form that is not read. */
export interface UnreadOutput {
  readonly type: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * What Azure PowerShell prints as JSON, which says lists that lie deeper in words; and what is in force at one network
 * interface, which says neither which groups and routes stand there, nor what they say for others. It is asked of each item of
 * a list: the first may be one that is read. The type is that of the whole of which a part is printed alone.
 */
export function findUnreadOutput(item: JsonRecord): UnreadOutput | undefined {
  const id = textOf(item['Id']) ?? '';
  const type = endOfIdInPowerShell.exec(id.slice(Math.max(id.toLowerCase().lastIndexOf('/providers/'), 0)))?.[1];
  if (type !== undefined) return { type, message: printedByPowerShell, remedy: giveJson };
  // Where nothing is in force it is null.
  if (fieldsOfEffectiveRules.some((field) => Object.hasOwn(item, field)) || isViewOfInterfaces(item)) {
    return { type: 'Microsoft.Network/networkSecurityGroups', message: effectiveRules, remedy: giveGroups };
  }
  const prefixes = item['addressPrefix'] ?? item['AddressPrefix'];
  if (Array.isArray(prefixes) && textOf(item['nextHopType'] ?? item['NextHopType']) !== undefined) {
    return { type: 'Microsoft.Network/routeTables', message: effectiveRoutes, remedy: giveRoutes };
  }
  return textOf(item['type']) === undefined ? findStrayPart(item) : undefined;
}

/** Rules and routes without what they belong to; those that say their type are known by it. */
function findStrayPart(item: JsonRecord): UnreadOutput | undefined {
  const has = (...fields: readonly string[]): boolean => fields.every((field) => Object.hasOwn(item, field));
  if (has('access', 'direction', 'priority', 'protocol')) {
    return { type: 'Microsoft.Network/networkSecurityGroups', message: strayRules, remedy: giveGroups };
  }
  if (has('priority', 'action', 'rules') && isRecord(item['action']) && Array.isArray(item['rules'])) {
    const isOfPolicy = has('ruleCollectionType');
    const remedy = isOfPolicy ? giveRuleGroups : giveFirewalls;
    return { type: 'Microsoft.Network/azureFirewalls', message: strayCollections, remedy };
  }
  if (has('addressPrefix', 'nextHopType')) {
    return { type: 'Microsoft.Network/routeTables', message: strayRoutes, remedy: giveRoutes };
  }
  return undefined;
}

/** Of a resource of any of Azure’s services, or of a part of one; what extends another has that one’s id before its own. */
const endOfIdInPowerShell = /^\/providers\/(microsoft\.\w+\/\w+)\/[^/]/i;

/** Of the Azure CLI, and of PowerShell. */
const fieldsOfEffectiveRules = ['effectiveSecurityRules', 'EffectiveSecurityRules'];

/** What Network Watcher says of a machine: `az network watcher show-security-group-view`. */
function isViewOfInterfaces(item: JsonRecord): boolean {
  return recordsOf(item['networkInterfaces']).some((one) => isRecord(one['securityRuleAssociations']));
}

const printedByPowerShell = 'This is JSON of Azure PowerShell, which is not read.';
const giveJson = 'Give what the Azure CLI prints of it, as `az network nsg list -o json` does of groups.';
const effectiveRules = 'These are the rules that are in force at one network interface, which are not read.';
const giveGroups = 'Give the groups themselves: `az network nsg list -o json`.';
const effectiveRoutes = 'These are the routes that are in force at one network interface, which are not read.';
const giveRoutes = 'Give the route tables themselves: `az network route-table list -o json`.';
const strayRules = 'These are rules of a network security group, and of which is not said.';
const strayCollections = 'These are rule collections of a firewall, and of which is not said.';
const strayRoutes = 'These are routes of a route table, and of which is not said.';
const giveFirewalls = 'Give the firewalls themselves: `az network firewall list -o json`.';
const giveRuleGroups =
  'Give the whole groups: `az network firewall policy rule-collection-group list --policy-name P -o json`.';
