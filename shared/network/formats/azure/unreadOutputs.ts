import { textOf } from '../../jsonFields.ts';
import type { JsonRecord } from '../../jsonFields.ts';

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
  const [, type] = idInPowerShell.exec(textOf(item['Id']) ?? '') ?? [];
  if (type !== undefined) return { type, message: printedByPowerShell, remedy: giveJson };
  // Where nothing is in force it is null.
  if (Object.hasOwn(item, 'effectiveSecurityRules')) {
    return { type: 'Microsoft.Network/networkSecurityGroups', message: effectiveRules, remedy: giveGroups };
  }
  if (Array.isArray(item['addressPrefix']) && textOf(item['nextHopType']) !== undefined) {
    return { type: 'Microsoft.Network/routeTables', message: effectiveRoutes, remedy: giveRoutes };
  }
  return undefined;
}

/** Of a resource of any of Azure’s services, or of a part of one. */
const idInPowerShell = /\/providers\/(microsoft\.\w+\/\w+)\/[^/]/i;

const printedByPowerShell = 'This is JSON of Azure PowerShell, which is not read.';
const giveJson = 'Give what the Azure CLI prints of it, as `az network nsg list -o json` does of groups.';
const effectiveRules = 'These are the rules that are in force at one network interface, which are not read.';
const giveGroups = 'Give the groups themselves: `az network nsg list -o json`.';
const effectiveRoutes = 'These are the routes that are in force at one network interface, which are not read.';
const giveRoutes = 'Give the route tables themselves: `az network route-table list -o json`.';
