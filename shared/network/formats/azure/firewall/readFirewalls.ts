/** Firewalls, their policies and rule collection groups, and IP groups, each as one resource of Azure. */
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { hasContent, isRecord, recordsOf, textOf } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { fieldsOf, idOf, idsOf, wordOf } from '../azureResource.ts';
import type { AzureResource } from '../azureResource.ts';
import { parseAddressRange } from '../bounds.ts';
import type { AzureProblem } from '../securityGroup/readSecurityRule.ts';
import type { ReadThing } from '../withoutDuplicates.ts';
import type {
  AzureFirewall,
  FirewallPolicy,
  IpGroup,
  PolicySettings,
  RuleGroup,
  ThreatIntelligence,
} from './azureFirewall.ts';
import { readBypass, readCollections, unknownCollection } from './readFirewallRules.ts';

export function readFirewall(resource: AzureResource, problems: AzureProblem[]): ReadThing<AzureFirewall> {
  const { value, fieldsPath } = resource;
  const { name, place, flaws, refuse } = begin(resource, 'Azure Firewall', problems);
  refuseUnknownFields(value, firewallFields, refuse);
  const policyId = idOf(value['firewallPolicy']);
  const collections = classicLists.flatMap(([field, kind]) =>
    readCollections(value[field], { place, path: [...fieldsPath, field], problems }, kind),
  );
  if (policyId !== undefined && collections.length > 0) refuse('It has a policy and rules of its own.');
  if (isStopped(value)) {
    refuse('It has no address, as one that is stopped, which lets nothing through.', 'Start it, and export it again.');
  }
  return {
    written: () =>
      JSON.stringify([
        ...classicLists.map(([field]) => value[field]),
        policyId,
        value['threatIntelMode'],
        value['sku'],
      ]),
    thing: {
      name,
      id: textOf(value['id']),
      policyId,
      own: { collections, settings: readClassicSettings(value, place, fieldsPath, refuse) },
      privateAddresses: privateAddressesOf(value),
      place,
      notUnderstood: flaws[0],
    },
  };
}

const classicLists = [
  ['natRuleCollections', 'nat'],
  ['networkRuleCollections', 'network'],
  ['applicationRuleCollections', 'application'],
] as const;

export function readFirewallPolicy(resource: AzureResource, problems: AzureProblem[]): ReadThing<FirewallPolicy> {
  const { value, fieldsPath } = resource;
  const { name, place, flaws, refuse } = begin(resource, 'Firewall policy', problems);
  refuseUnknownFields(value, policyFields, refuse);
  const { threatIntelMode, threatIntelWhitelist, intrusionDetection, dnsSettings, transportSecurity, sku } = value;
  const lists = isRecord(threatIntelWhitelist) ? threatIntelWhitelist : {};
  const tier = readTier(sku, refuse);
  const settings: PolicySettings = {
    tier,
    intrusionDetection: readIntrusionDetection(
      intrusionDetection,
      tier,
      { ...place, path: [...fieldsPath, 'intrusionDetection', 'mode'] },
      refuse,
    ),
    dnsProxy: isRecord(dnsSettings) ? readSwitch(dnsSettings['enableProxy'], refuse) : undefined,
    inspectsTls: isRecord(transportSecurity) && hasContent(transportSecurity['certificateAuthority']),
    threatIntelligence: readThreatIntelligence(
      threatIntelMode,
      { names: lists['fqdns'], addresses: lists['ipAddresses'] },
      { ...place, path: [...fieldsPath, 'threatIntelMode'] },
      refuse,
    ),
  };
  const parentId = idOf(value['basePolicy']);
  if (parentId === undefined && hasContent(value['basePolicy']))
    refuse('Which policy comes before it is not understood.');
  const groups = value['ruleCollectionGroups'];
  return {
    written: () => JSON.stringify([parentId, groups, settings]),
    thing: {
      name,
      id: textOf(value['id']),
      parentId,
      groupIds: Array.isArray(groups) ? idsOf(groups) : undefined,
      settings,
      place,
      notUnderstood: flaws[0],
    },
  };
}

/** Only the tier Premium has it. Single signatures may drop where the others alert. */
function readIntrusionDetection(
  value: unknown,
  tier: PolicySettings['tier'],
  at: RulePlace,
  refuse: Refuse,
): PolicySettings['intrusionDetection'] {
  if (!isRecord(value) || tier === 'basic' || tier === 'standard') return undefined;
  const mode = hasContent(value['mode']) ? wordOf(value['mode']) : 'off';
  if (!['off', 'alert', 'deny'].includes(mode)) refuse(`The mode of intrusion detection “${mode}” is not known.`);
  if (mode === 'off') return undefined;
  const { signatureOverrides, bypassTrafficSettings } = isRecord(value['configuration']) ? value['configuration'] : {};
  const drops = mode === 'deny' || recordsOf(signatureOverrides).some((one) => wordOf(one['mode']) === 'deny');
  if (!drops) return undefined;
  const place = { ...at, rule: `${at.rule}: intrusion detection` };
  return { place, bypassed: recordsOf(bypassTrafficSettings).flatMap((item) => readBypass(item)) };
}

export function readRuleGroup(resource: AzureResource, problems: AzureProblem[]): ReadThing<RuleGroup> {
  const { value, fieldsPath } = resource;
  const { name, place, flaws, refuse } = begin(resource, 'Rule collection group', problems);
  refuseUnknownFields(value, groupFields, refuse);
  const id = textOf(value['id']);
  const { priority } = value;
  if (typeof priority !== 'number') refuse(`The priority “${describeValue(priority)}” is no number.`);
  const policyId = /^(.*)\/ruleCollectionGroups\/[^/]*$/is.exec(id ?? '')?.[1];
  if (policyId === undefined) refuse('Its id does not say which policy it belongs to.');
  const collections = readCollections(value['ruleCollections'], {
    place,
    path: [...fieldsPath, 'ruleCollections'],
    problems,
  });
  const [flaw] = flaws;
  return {
    written: () => JSON.stringify([priority, value['ruleCollections']]),
    thing: {
      name,
      id,
      policyId,
      priority: typeof priority === 'number' ? priority : 0,
      // Of a group without rules that is not understood, its rules may be what is not.
      collections: collections.length === 0 && flaw !== undefined ? [unknownCollection(place, flaw)] : collections,
      place,
      notUnderstood: flaw,
    },
  };
}

export function readIpGroup(resource: AzureResource, problems: AzureProblem[]): ReadThing<IpGroup> {
  const { value } = resource;
  const { name, place, flaws, refuse } = begin(resource, 'IP group', problems);
  const list = value['ipAddresses'] ?? [];
  if (!Array.isArray(list)) refuse(`ipAddresses must be a list, not ${describeValue(list)}.`);
  const addresses = (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
    if (typeof item === 'string' && parseAddressRange(item) !== undefined) return [item];
    refuse(`“${describeValue(item)}” is no address range.`);
    return [];
  });
  return {
    written: () => JSON.stringify(list),
    thing: { name, id: textOf(value['id']), addresses, place, notUnderstood: flaws[0] },
  };
}

type Refuse = (message: string, remedy?: string) => void;

interface Begun {
  readonly name: string;
  readonly place: RulePlace;
  /** What was refused so far, the first first. */
  readonly flaws: readonly string[];
  readonly refuse: Refuse;
}

function begin({ value, file, document, path }: AzureResource, kind: string, problems: AzureProblem[]): Begun {
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `${kind} ${describeValue(name)}` };
  const flaws: string[] = [];
  const refuse: Refuse = (message, remedy = 'Export it again with the Azure CLI.') => {
    flaws.push(`${place.rule}: ${message}`);
    problems.push({ place, severity: 'error', message: `${place.rule}: ${message}`, remedy });
  };
  return { name, place, flaws, refuse };
}

/** What every resource says of itself; none of it decides. */
const resourceFields = [
  'name',
  'id',
  'etag',
  'type',
  'apiVersion',
  'location',
  'tags',
  'zones',
  'identity',
  'extendedLocation',
  'resourceGroup',
  'systemData',
  'properties',
  'provisioningState',
  'comments',
  'condition',
  'dependsOn',
  'metadata',
  'scope',
  'threatIntelMode',
  'sku',
  // Of a row of the Resource Graph.
  'kind',
  'managedBy',
  'plan',
  'subscriptionId',
  'tenantId',
];

const firewallFields = new Set([
  ...resourceFields,
  'additionalProperties',
  'applicationRuleCollections',
  'autoscaleConfiguration',
  'edgeZone',
  'firewallPolicy',
  'hubIPAddresses',
  'hubIpAddresses',
  'ipConfigurations',
  'ipGroups',
  'managementIpConfiguration',
  'natRuleCollections',
  'networkRuleCollections',
  'resourceGuid',
  'virtualHub',
]);

const policyFields = new Set([
  ...resourceFields,
  'basePolicy',
  'childPolicies',
  'dnsSettings',
  'explicitProxy',
  'firewalls',
  'insights',
  'intrusionDetection',
  'ruleCollectionGroups',
  'size',
  'snat',
  'sql',
  'threatIntelWhitelist',
  'transportSecurity',
]);

const groupFields = new Set([...resourceFields, 'priority', 'ruleCollections', 'size']);

/** Older versions of `az` write the additional properties beside the others: these have a dot in their name. */
function refuseUnknownFields(value: JsonRecord, known: ReadonlySet<string>, refuse: Refuse): void {
  const strange = Object.keys(value).find(
    (field) => !known.has(field) && !classicPrefixes.test(field) && hasContent(value[field]),
  );
  if (strange === undefined) return;
  const remedy = 'What it does is not known here; what it belongs to stays unknown.';
  refuse(`The field “${describeValue(strange)}” is not known.`, remedy);
}

const classicPrefixes = /^(?:ThreatIntel|Network)\./;

function readClassicSettings(
  value: JsonRecord,
  place: RulePlace,
  path: RulePlace['path'],
  refuse: Refuse,
): PolicySettings {
  const { additionalProperties, sku } = value;
  const more = { ...value, ...(isRecord(additionalProperties) ? additionalProperties : {}) };
  return {
    tier: readTier(sku, refuse),
    dnsProxy: readSwitch(more['Network.DNS.EnableProxy'], refuse),
    inspectsTls: false,
    intrusionDetection: undefined,
    threatIntelligence: readThreatIntelligence(
      value['threatIntelMode'],
      {
        names: splitList(more['ThreatIntel.Whitelist.FQDNs']),
        addresses: splitList(more['ThreatIntel.Whitelist.IpAddresses']),
      },
      { ...place, path: [...path, 'threatIntelMode'] },
      refuse,
    ),
  };
}

/** `10.0.0.0, 10.0.0.1`. */
function splitList(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
}

function readSwitch(value: unknown, refuse: Refuse): boolean | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const word = wordOf(value);
  if (word !== 'true' && word !== 'false') refuse(`“${word}” says neither that it answers names nor that it does not.`);
  return word === 'true';
}

function readTier(sku: unknown, refuse: Refuse): PolicySettings['tier'] {
  const tier = isRecord(sku) ? (sku['tier'] ?? '') : '';
  if (tier === '') return undefined;
  const word = wordOf(tier);
  if (word === 'basic' || word === 'standard' || word === 'premium') return word;
  refuse(`The tier “${word}” is not known.`);
  return undefined;
}

function readThreatIntelligence(
  mode: unknown,
  allowed: { readonly names: unknown; readonly addresses: unknown },
  place: RulePlace,
  refuse: Refuse,
): ThreatIntelligence {
  const word = mode === null || mode === undefined || mode === '' ? 'alert' : wordOf(mode);
  if (!['off', 'alert', 'deny'].includes(word)) refuse(`The mode of threat intelligence “${word}” is not known.`);
  const textsOf = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((text) => typeof text === 'string' && text !== '') : [];
  return {
    drops: word === 'deny',
    allowedNames: textsOf(allowed.names),
    allowedAddresses: textsOf(allowed.addresses),
    place: { ...place, rule: `${place.rule}: threat intelligence` },
  };
}

/** One in a network gives its addresses back when it is stopped; one in a virtual hub has none in this list. */
function isStopped(value: JsonRecord): boolean {
  const { ipConfigurations, virtualHub, hubIPAddresses = value['hubIpAddresses'] } = value;
  const isInNetwork = !hasContent(virtualHub) && !hasContent(hubIPAddresses);
  return isInNetwork && Array.isArray(ipConfigurations) && ipConfigurations.length === 0;
}

function privateAddressesOf(value: JsonRecord): readonly string[] {
  const hub = value['hubIPAddresses'] ?? value['hubIpAddresses'];
  const sites = [...recordsOf(value['ipConfigurations']).map(fieldsOf), ...(isRecord(hub) ? [hub] : [])];
  return sites.flatMap((site) => textOf(site['privateIPAddress'] ?? site['privateIpAddress']) ?? []);
}
