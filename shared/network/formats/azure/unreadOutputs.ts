import { isRecord, textOf } from '../../jsonFields.ts';

/** What a tool of Azure printed of resources of this type, in a form that is not read. */
export interface UnreadOutput {
  readonly type: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * What Azure PowerShell prints as JSON, which says lists that lie deeper in words; and what is in force at one network
 * interface, which says neither which groups and routes stand there, nor what they say for others.
 */
export function findUnreadOutput(value: unknown): UnreadOutput | undefined {
  const first = firstOf(value);
  // Several at once are listed in `value`, by both tools.
  const one = isRecord(first) ? firstOf(first['value'] ?? first) : undefined;
  if (!isRecord(one)) return undefined;
  const [, type] = idInPowerShell.exec(textOf(one['Id']) ?? '') ?? [];
  if (type !== undefined) return { type, message: printedByPowerShell, remedy: giveJson };
  if (Array.isArray(one['effectiveSecurityRules'])) {
    return { type: 'Microsoft.Network/networkSecurityGroups', message: effectiveRules, remedy: giveGroups };
  }
  if (Array.isArray(one['addressPrefix']) && textOf(one['nextHopType']) !== undefined) {
    return { type: 'Microsoft.Network/routeTables', message: effectiveRoutes, remedy: giveRoutes };
  }
  return undefined;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

const idInPowerShell = /\/providers\/(microsoft\.network\/\w+)\/[^/]+$/i;

const printedByPowerShell = 'This is JSON of Azure PowerShell, which is not read.';
const giveJson = 'Give what the Azure CLI prints of it, as `az network nsg list -o json` does of groups.';
const effectiveRules = 'These are the rules that are in force at one network interface, which are not read.';
const giveGroups = 'Give the groups themselves: `az network nsg list -o json`.';
const effectiveRoutes = 'These are the routes that are in force at one network interface, which are not read.';
const giveRoutes = 'Give the route tables themselves: `az network route-table list -o json`.';
