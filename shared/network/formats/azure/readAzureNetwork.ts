import { isRecord } from '../kubernetes/labelSelector.ts';
import type { RulePlace } from '../../ruleProgram.ts';
import { fieldsOf, idsOf, isOfType, resourcesOf, textOf, textsOf } from './azureResource.ts';
import type { AzureDocument, AzureResource } from './azureResource.ts';
import type { AzureNetwork, NetworkSecurityGroup, SecurityRule, VirtualNetwork } from './networkSecurityGroup.ts';
import { impliedDefaults, readSecurityRule } from './readSecurityRule.ts';
import type { AzureProblem } from './readSecurityRule.ts';

export type AzureKind = 'network security groups' | 'virtual networks' | 'service tags' | 'security admin rules';

/** What an Azure export holds, or undefined for another tool's output. */
export function azureKindOf(value: unknown): AzureKind | undefined {
  if (isServiceTags(value)) return 'service tags';
  const resources = resourcesOf({ file: '', document: 0, value });
  if (resources.length === 0) return undefined;
  if (resources.every(isNetworkSecurityGroup)) return 'network security groups';
  if (resources.every(isVirtualNetwork)) return 'virtual networks';
  if (resources.some(isSecurityAdminRule)) return 'security admin rules';
  return undefined;
}

export interface ReadAzureNetwork {
  readonly network: AzureNetwork;
  readonly problems: readonly AzureProblem[];
  /** Rules that come before the groups and are not judged: they may decide anything. */
  readonly unreadable: readonly RulePlace[];
}

export function readAzureNetwork(documents: readonly AzureDocument[]): ReadAzureNetwork {
  const problems: AzureProblem[] = [];
  const groups: ReadGroup[] = [];
  const virtualNetworks: VirtualNetwork[] = [];
  const serviceTags = new Map<string, readonly string[]>();
  const tagLists: { place: RulePlace }[] = [];
  const unreadable: RulePlace[] = [];
  for (const document of documents) {
    const resources = resourcesOf(document);
    const place: RulePlace = { file: document.file, document: document.document, path: [], rule: 'Azure' };
    switch (azureKindOf(document.value)) {
      case 'network security groups':
        for (const resource of resources) groups.push(readGroup(resource, problems));
        break;
      case 'virtual networks':
        for (const resource of resources) virtualNetworks.push(readVirtualNetwork(resource));
        break;
      case 'service tags':
        tagLists.push({ place });
        for (const [tag, prefixes] of readServiceTags(document.value)) serviceTags.set(tag, prefixes);
        break;
      case 'security admin rules':
        unreadable.push(place);
        problems.push({ place, ...securityAdminRules });
        break;
      case undefined:
        break;
    }
  }
  const networkSecurityGroups = withoutDuplicates(groups, problems);
  return { network: { networkSecurityGroups, virtualNetworks, serviceTags, tagLists }, problems, unreadable };
}

const securityAdminRules = {
  severity: 'warning',
  message: 'Security admin rules come before every NSG and are not judged yet, so Azure NSG stays unknown.',
  remedy: 'Ask the owner of the Virtual Network Manager which of them bear on the nodes’ subnets.',
} as const;

function isNetworkSecurityGroup(resource: AzureResource): boolean {
  const { securityRules, defaultSecurityRules } = resource.value;
  return (
    isOfType(resource, 'microsoft.network/networksecuritygroups') ??
    (Array.isArray(securityRules) || Array.isArray(defaultSecurityRules))
  );
}

function isVirtualNetwork(resource: AzureResource): boolean {
  const { addressSpace, subnets } = resource.value;
  return isOfType(resource, 'microsoft.network/virtualnetworks') ?? (isRecord(addressSpace) && Array.isArray(subnets));
}

function isSecurityAdminRule({ value }: AzureResource): boolean {
  const { type } = value;
  return typeof type === 'string' && /^microsoft\.network\/networkmanagers\/securityadminconfigurations/i.test(type);
}

function isServiceTags(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value['values']) || value['values'].length === 0) return false;
  return value['values'].every(
    (tag) => isRecord(tag) && typeof tag['name'] === 'string' && Array.isArray(fieldsOf(tag)['addressPrefixes']),
  );
}

function readServiceTags(value: unknown): readonly (readonly [tag: string, prefixes: readonly string[]])[] {
  const { values } = value as { readonly values: readonly (Record<string, unknown> & { readonly name: string })[] };
  return values.map((tag) => [tag.name.toLowerCase(), textsOf(fieldsOf(tag)['addressPrefixes'])]);
}

function readVirtualNetwork({ value, file, document, path }: AzureResource): VirtualNetwork {
  const name = textOf(value['name']) ?? 'unnamed';
  return {
    name,
    addressPrefixes: prefixesOf(value['addressSpace']),
    peeredPrefixes: recordsOf(value['virtualNetworkPeerings']).map(fieldsOf).flatMap(readPeering),
    subnets: recordsOf(value['subnets']).map((item) => {
      const subnet = fieldsOf(item);
      const group = subnet['networkSecurityGroup'];
      return {
        name: textOf(subnet['name']) ?? 'unnamed',
        id: textOf(subnet['id']),
        networkSecurityGroupId: isRecord(group) ? textOf(group['id']) : undefined,
      };
    }),
    place: { file, document, path, rule: `Virtual network ${name}` },
  };
}

/** The other side's space belongs to VirtualNetwork while the peering is up and access is not switched off. */
function readPeering(peering: Record<string, unknown>): readonly string[] {
  const isUp = peering['peeringState'] === 'Connected' && peering['allowVirtualNetworkAccess'] !== false;
  return isUp ? prefixesOf(peering['remoteVirtualNetworkAddressSpace'] ?? peering['remoteAddressSpace']) : [];
}

function prefixesOf(space: unknown): readonly string[] {
  return isRecord(space) ? textsOf(space['addressPrefixes']) : [];
}

function recordsOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

interface ReadGroup {
  readonly group: NetworkSecurityGroup;
  /** The rules as written, to tell whether two of a name are the same. */
  readonly written: string;
}

function readGroup(resource: AzureResource, problems: AzureProblem[]): ReadGroup {
  const { value, file, document, path, fieldsPath } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `NSG ${name}` };
  let notUnderstood: string | undefined;
  const refuse = (message: string): void => {
    notUnderstood ??= `${place.rule}: ${message}`;
    const remedy = 'Export it with `az network nsg list -o json`, which writes the rules of each group.';
    problems.push({ place, severity: 'error', message: `${place.rule}: ${message}`, remedy });
  };
  const rulesOf = (field: 'securityRules' | 'defaultSecurityRules', isNeeded: boolean): readonly SecurityRule[] => {
    const list = value[field] ?? (isNeeded ? undefined : []);
    if (!Array.isArray(list)) {
      refuse(`It has no list ${field}.`);
      return [];
    }
    return list.flatMap((rule: unknown, index) => {
      const rulePlace = {
        ...place,
        path: [...fieldsPath, field, index],
        ...(field === 'defaultSecurityRules' && { isBuiltIn: true }),
      };
      if (isRecord(rule)) return readSecurityRule(rule, rulePlace, problems) ?? [];
      refuse(`Rule ${index + 1} of ${field} is no object.`);
      return [];
    });
  };
  const own = withoutSharedPriorities(rulesOf('securityRules', true), problems);
  const defaults = rulesOf('defaultSecurityRules', false);
  const rules = [...own, ...(defaults.length > 0 ? defaults : impliedDefaults(place))];
  return {
    written: JSON.stringify([value['securityRules'], value['defaultSecurityRules']]),
    group: {
      name,
      id: textOf(value['id']),
      attachedTo: [...idsOf(value['subnets']), ...idsOf(value['networkInterfaces'])],
      outbound: rules.toSorted((one, other) => one.priority - other.priority),
      place,
      notUnderstood,
    },
  };
}

/** Azure takes a priority once a direction; which of two comes first can't be known. */
function withoutSharedPriorities(rules: readonly SecurityRule[], problems: AzureProblem[]): readonly SecurityRule[] {
  const byPriority = Map.groupBy(rules, ({ priority }) => priority);
  return rules.map((rule) => {
    const other = byPriority.get(rule.priority)?.find((candidate) => candidate !== rule);
    if (other === undefined || rule.notUnderstood !== undefined || other.notUnderstood !== undefined) return rule;
    const message = `${rule.place.rule}: It has the priority of ${other.name}.`;
    problems.push({ place: rule.place, severity: 'error', message, remedy: 'Give each rule a priority of its own.' });
    return { ...rule, notUnderstood: message };
  });
}

/** A group may stand in several files; where its rules differ, nobody knows which are in force. */
function withoutDuplicates(groups: readonly ReadGroup[], problems: AzureProblem[]): readonly NetworkSecurityGroup[] {
  const byId = Map.groupBy(groups, ({ group: { id, name } }) => (id ?? name).toLowerCase());
  return [...byId.values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined) return [];
    const other = others.find(({ written }) => written !== first.written);
    const attachedTo = [...new Set(same.flatMap(({ group }) => group.attachedTo))];
    if (other === undefined) return [{ ...first.group, attachedTo }];
    const { place } = other.group;
    const message = `${place.rule}: It stands twice, with other rules in ${first.group.place.file}.`;
    problems.push({ place, severity: 'error', message, remedy: 'Leave out the one that is not in force.' });
    return [{ ...first.group, attachedTo, notUnderstood: message }];
  });
}
