import type { LayerKind } from '../../../plan/plan.ts';
import type { Unreadable } from '../../ruleFormat.ts';
import type { RulePlace } from '../../ruleProgram.ts';
import { hasContent, isRecord, listOf, recordsOf, textOf, textsOf } from '../../jsonFields.ts';
import type { JsonRecord } from '../../jsonFields.ts';
import { isTemplate, readTemplate, typesIn } from './armTemplate.ts';
import { describePart, joinParts, ownerOfType } from './templateParts.ts';
import { describeValue } from '../../describeValue.ts';
import { nextHopWords } from './azureNetwork.ts';
import type {
  AzureNetwork,
  NetworkInterface,
  PrivateEndpoint,
  Route,
  RouteTable,
  Subnet,
  VirtualNetwork,
} from './azureNetwork.ts';
import { isExpression } from './armExpression.ts';
import { looksLikeAddress, parseAddressRange } from './bounds.ts';
import {
  endOfId,
  fieldsOf,
  idOf,
  idsOf,
  isSameId,
  listFieldOf,
  pathOfItem,
  resourcesOf,
  wordOf,
} from './azureResource.ts';
import type { AzureDocument, AzureResource, Trouble } from './azureResource.ts';
import type { AzureFirewall, FirewallPolicy, IpGroup, RuleGroup } from './firewall/azureFirewall.ts';
import { readFirewall, readFirewallPolicy, readIpGroup, readRuleGroup } from './firewall/readFirewalls.ts';
import type { Direction, NetworkSecurityGroup, SecurityRule } from './securityGroup/networkSecurityGroup.ts';
import { impliedDefaults, readSecurityRule } from './securityGroup/readSecurityRule.ts';
import type { AzureProblem, RuleList } from './securityGroup/readSecurityRule.ts';
import { findUnreadOutput } from './unreadOutputs.ts';
import { withoutDuplicates } from './withoutDuplicates.ts';
import type { ReadThing } from './withoutDuplicates.ts';

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
  | 'network interface';

/** The layers that a thing bears on; routes and interfaces say what stands behind the others. */
export function bearsOn(kind: AzureKind | undefined): readonly LayerKind[] {
  switch (kind) {
    case 'network security group':
    case 'security admin rule':
    case 'network interface':
      return ['azure-nsg'];
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

/** The layers that resources of a type bear on; none where it is of no kind that is read here. */
export function layersOfType(type: string): readonly LayerKind[] {
  const kind = kindOfType(ownerOfType(type));
  return kind === undefined ? [] : bearsOn(kind);
}

/** Whether a document is Azure’s, and a part of it is of kinds that are read here. */
export function isAzureDocument(value: unknown): boolean {
  if (isServiceTags(value) || isPageOfNetwork(value) || isEmptyPageOfGraph(value)) return true;
  if (isTemplate(value)) return [...typesIn(value)].some(isOfNetwork);
  const kinds = new Set<AzureKind | undefined>();
  addKinds(value, kinds);
  return kinds.has('security admin rule') || (kinds.size > 0 && !kinds.has(undefined));
}

/** Of all that `resourcesOf` would find, without finding it: other clouds print a hundred thousand objects in a list. */
function addKinds(value: unknown, kinds: Set<AzureKind | undefined>): void {
  if (Array.isArray(value)) for (const item of value) addKinds(item, kinds);
  else if (isRecord(value)) {
    const list = listFieldOf(value);
    if (list !== undefined) addKinds(value[list], kinds);
    else {
      const fields = fieldsOf(value);
      const type = textOf(fields['type']) ?? findUnreadOutput(fields)?.type ?? '';
      const kind = kindOfType(ownerOfType(type)) ?? kindOf({ value: fields });
      if (kind !== undefined || !isAzureType.test(type)) kinds.add(kind);
    }
  }
}

/** Of any of its services: what is listed beside what is read here. */
const isAzureType = /^microsoft\.\w+\//i;

export interface ReadAzureNetwork {
  readonly network: AzureNetwork;
  readonly problems: readonly AzureProblem[];
  /** What is not read or not judged: it may decide anything. */
  readonly unreadable: readonly Unreadable[];
}

/** The things of each kind, as often as the files tell of them. */
interface Things {
  readonly groups: ReadThing<NetworkSecurityGroup>[];
  readonly firewalls: ReadThing<AzureFirewall>[];
  readonly policies: ReadThing<FirewallPolicy>[];
  readonly ruleGroups: ReadThing<RuleGroup>[];
  readonly ipGroups: ReadThing<IpGroup>[];
  readonly routeTables: ReadThing<RouteTable>[];
  readonly virtualNetworks: VirtualNetwork[];
  readonly interfaces: NetworkInterface[];
  readonly privateEndpoints: PrivateEndpoint[];
}

export function readAzureNetwork(documents: readonly AzureDocument[]): ReadAzureNetwork {
  const problems: AzureProblem[] = [];
  const unreadable: Unreadable[] = [];
  const things: Things = {
    groups: [],
    firewalls: [],
    policies: [],
    ruleGroups: [],
    ipGroups: [],
    routeTables: [],
    virtualNetworks: [],
    interfaces: [],
    privateEndpoints: [],
  };
  const serviceTags = new Map<string, readonly string[]>();
  const tagLists: { place: RulePlace }[] = [];
  const cloud = (problem: AzureProblem, layers: readonly LayerKind[]): void => {
    unreadable.push({ file: problem.place.file, layers });
    problems.push(problem);
  };
  const all: AzureResource[] = [];
  for (const document of documents) {
    const place: RulePlace = { file: document.file, document: document.document, path: [], rule: 'Azure' };
    if (isServiceTags(document.value)) {
      tagLists.push({ place });
      for (const [tag, prefixes] of readServiceTags(document.value)) serviceTags.set(tag, prefixes);
      continue;
    }
    const { resources, troubles } = isTemplate(document.value)
      ? readTemplate(document, isOfNetwork)
      : { resources: resourcesOf(document), troubles: findCuts(document.value) };
    for (const { path, message, type } of troubles) {
      const kind = type === undefined ? undefined : kindOfType(ownerOfType(type));
      if (kind === 'private endpoint') {
        things.privateEndpoints.push({ subnetId: undefined, place: { ...place, path, rule: 'Private endpoint' } });
      } else {
        cloud({ place: { ...place, path }, severity: 'error', message, remedy: giveInstead }, bearsOn(kind));
      }
    }
    const told = new Set<string>();
    for (const resource of resources) {
      all.push(resource);
      const notJudged = whyNotJudged(resource);
      if (notJudged === undefined) continue;
      const { kind, problem } = notJudged;
      // Once of a kind: a list may have thousands.
      const key = JSON.stringify([kind, problem.message]);
      if (told.has(key)) continue;
      told.add(key);
      cloud({ place: { ...place, path: resource.path }, ...problem }, bearsOn(kind));
    }
  }
  const { resources, apart } = joinParts(all);
  for (const { part, because } of apart) {
    const place: RulePlace = { file: part.file, document: part.document, path: part.path, rule: 'Azure' };
    const owner = kindOfType(ownerOfType(textOf(part.value['type']) ?? ''));
    const message = describePart({ part, because });
    cloud({ place, severity: 'error', message, remedy: giveInstead }, bearsOn(owner));
  }
  for (const resource of resources) readResource(resource, things, problems);
  for (const { place, subnetId } of things.privateEndpoints) {
    if (subnetId !== undefined) continue;
    const message = `${place.rule}: The file does not tell in which subnet it is, so it may be in any.`;
    problems.push({ place, severity: 'warning', message, remedy: 'Add the output of `az network vnet list -o json`.' });
  }
  const network: AzureNetwork = {
    networkSecurityGroups: withoutDuplicates(things.groups, problems, (same) => ({
      ...mergeFirst(same),
      attachedTo: [...new Set(same.flatMap(({ attachedTo }) => attachedTo))],
    })),
    firewalls: withoutDuplicates(things.firewalls, problems, mergeFirst),
    firewallPolicies: withoutDuplicates(things.policies, problems, mergeFirst),
    ruleGroups: withoutDuplicates(things.ruleGroups, problems, mergeFirst),
    ipGroups: withoutDuplicates(things.ipGroups, problems, mergeFirst),
    routeTables: withoutDuplicates(things.routeTables, problems, mergeFirst),
    virtualNetworks: withEndpoints(things.virtualNetworks, things.privateEndpoints),
    interfaces: things.interfaces,
    privateEndpoints: things.privateEndpoints,
    serviceTags,
    tagLists,
  };
  return { network, problems, unreadable };
}

const giveInstead = 'Give the output of `az network …` for what it is about.';

interface NotJudged {
  readonly kind: AzureKind;
  readonly problem: Omit<AzureProblem, 'place'>;
}

/** Of what bears on a layer that is read here. */
function whyNotJudged(resource: AzureResource): NotJudged | undefined {
  const unread = findUnreadOutput(resource.value);
  const kind = unread === undefined ? kindOf(resource) : kindOfType(unread.type);
  if (kind === 'security admin rule') return { kind, problem: securityAdminRules };
  if (kind === 'connection of networks') return { kind, problem: connectedNetworks };
  if (kind === 'routing of networks') return { kind, problem: routedNetworks };
  if (unread === undefined || kind === undefined) return undefined;
  return { kind, problem: { severity: 'error', message: unread.message, remedy: unread.remedy } };
}

/** A manager is told of as well, without its rules: they are listed by themselves. */
const securityAdminRules = {
  severity: 'warning',
  message:
    'Security admin rules of a Virtual Network Manager come before every NSG and are not judged yet, so Azure NSG stays unknown.',
  remedy: 'Ask the owner of the Virtual Network Manager which of them bear on the nodes’ subnets.',
} as const;

const connectedNetworks = {
  severity: 'warning',
  message:
    'What connects networks to others by a Virtual Network Manager is not judged yet, so what lies in the virtual network stays unknown.',
  remedy: 'Ask the owner of the Virtual Network Manager which networks it connects to that of the nodes.',
} as const;

const routedNetworks = {
  severity: 'warning',
  message: 'Routes that a virtual hub or a Virtual Network Manager gives to networks are not judged yet.',
  remedy: 'See `az network nic show-effective-route-table` of a node for where its traffic goes.',
} as const;

/** What the resource is, by its type or, where an export leaves that out, by fields that no other has. */
function kindOf({ value }: Pick<AzureResource, 'value'>): AzureKind | undefined {
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
function isOfNetwork(type: string): boolean {
  return kindOfType(ownerOfType(type)) !== undefined;
}

function kindOfType(type: string): AzureKind | undefined {
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

function readResource(resource: AzureResource, things: Things, problems: AzureProblem[]): void {
  switch (kindOf(resource)) {
    case 'network security group':
      things.groups.push(readGroup(resource, problems));
      break;
    case 'virtual network':
      things.virtualNetworks.push(readVirtualNetwork(resource, problems));
      break;
    case 'firewall':
      things.firewalls.push(readFirewall(resource, problems));
      break;
    case 'firewall policy':
      things.policies.push(readFirewallPolicy(resource, problems));
      break;
    case 'rule collection group':
      things.ruleGroups.push(readRuleGroup(resource, problems));
      break;
    case 'IP group':
      things.ipGroups.push(readIpGroup(resource, problems));
      break;
    case 'route table':
      things.routeTables.push(readRouteTable(resource, problems));
      break;
    case 'network interface':
      things.interfaces.push(readInterface(resource));
      break;
    case 'private endpoint':
      things.privateEndpoints.push(readPrivateEndpoint(resource));
      break;
    case 'security admin rule':
    case 'connection of networks':
    case 'routing of networks':
    case undefined:
      break;
  }
}

/**
 * The REST API answers in pages, of which several may be joined in a list; so does the Resource Graph, which gives no token for
 * the next one where rows have no id, or at the end of what was asked for with `--skip`.
 */
function findCuts(value: unknown, path: Trouble['path'] = []): readonly Trouble[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findCuts(item, [...path, index]));
  const list = isRecord(value) ? listFieldOf(value) : undefined;
  if (!isRecord(value) || list === undefined) return [];
  const count = listOf(value[list]).length;
  const sign = Object.entries(signsOfMore[list]).find(([field, tellsOfMore]) => tellsOfMore(value[field], count))?.[0];
  if (sign === undefined) return [];
  return [{ path: [...path, sign], message: 'The list was cut short, and what it leaves out is not known.' }];
}

/** Whether the value of a field tells of more than the items that there are. */
type TellsOfMore = (value: unknown, count: number) => boolean;

const isToken: TellsOfMore = (value) => textOf(value) !== undefined;
const isGreater: TellsOfMore = (value, count) => Number(describeValue(value)) > count;
const isTrue: TellsOfMore = (value) => wordOf(value) === 'true';

/** Of a list by its field; the command line and the REST API write the same ones differently. */
const signsOfMore: Readonly<Record<'value' | 'data', Readonly<Record<string, TellsOfMore>>>> = {
  value: { nextLink: isToken },
  data: {
    skip_token: isToken,
    $skipToken: isToken,
    total_records: isGreater,
    totalRecords: isGreater,
    result_truncated: isTrue,
    resultTruncated: isTrue,
  },
};

/** A page may be empty and not the last; then its link alone says what it is a list of. */
function isPageOfNetwork(value: unknown): boolean {
  return (
    isRecord(value) &&
    findCuts(value).length > 0 &&
    /\/providers\/microsoft\.network\//i.test(String(value['nextLink']))
  );
}

/** Nothing tells what it is a list of, which may be of what is read here. */
function isEmptyPageOfGraph(value: unknown): boolean {
  return (
    isRecord(value) &&
    listFieldOf(value) === 'data' &&
    listOf(value['data']).length === 0 &&
    typeof value['count'] === 'number' &&
    findCuts(value).length > 0
  );
}

function mergeFirst<Thing>([first]: readonly Thing[]): Thing {
  return first as Thing;
}

function isServiceTags(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value['values']) || value['values'].length === 0) return false;
  return value['values'].every(
    (tag) => isRecord(tag) && typeof tag['name'] === 'string' && Array.isArray(fieldsOf(tag)['addressPrefixes']),
  );
}

function readServiceTags(value: unknown): readonly (readonly [tag: string, prefixes: readonly string[]])[] {
  const { values } = value as { readonly values: readonly (JsonRecord & { readonly name: string })[] };
  return values.map((tag) => [tag.name.toLowerCase(), textsOf(fieldsOf(tag)['addressPrefixes'])]);
}

function readVirtualNetwork(resource: AzureResource, problems: AzureProblem[]): VirtualNetwork {
  const { value, file, document, path } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `Virtual network ${name}` };
  const peerings = recordsOf(value['virtualNetworkPeerings']).map(fieldsOf);
  const subnets = recordsOf(value['subnets']).filter(isToldItem).map(fieldsOf);
  const areListsTold = isToldItem(value) && isToldList(value['subnets']) && isToldList(value['virtualNetworkPeerings']);
  const field = areListsTold ? findUntoldField(value['addressSpace'], subnets, peerings) : 'subnets and peerings';
  const untold = field === undefined ? undefined : `${place.rule}: The file does not tell its ${field}.`;
  if (untold !== undefined) {
    const add = 'Add the output of `az network vnet list -o json`.';
    problems.push({ place, severity: 'warning', message: untold, remedy: add });
  }
  return {
    name,
    mayLearnRoutes:
      !areListsTold ||
      peerings.some((peering) => (peering['useRemoteGateways'] ?? false) !== false) ||
      subnets.some((subnet) => subnetsOfGateways.has(wordOf(subnet['name']))),
    addressPrefixes: prefixesOf(value['addressSpace']),
    peeredPrefixes: peerings.flatMap(readPeering),
    dnsServers: isRecord(value['dhcpOptions']) ? textsOf(value['dhcpOptions']['dnsServers']) : [],
    subnets: subnets.map((subnet) => readSubnet(subnet, textOf(value['id']))),
    untold,
    place,
  };
}

/** Templates say of an endpoint in which subnet it is, and lists of networks of a subnet which endpoints it has. */
function withEndpoints(
  networks: readonly VirtualNetwork[],
  endpoints: readonly PrivateEndpoint[],
): readonly VirtualNetwork[] {
  if (endpoints.length === 0) return networks;
  const subnetIds = [...new Set(endpoints.map(({ subnetId }) => subnetId))];
  const idsByEnd = Map.groupBy(subnetIds, (id) => endOfId(id ?? ''));
  const mayBeInAny = subnetIds.includes(undefined);
  const hasOne = ({ id }: Subnet): boolean =>
    mayBeInAny || idsByEnd.get(endOfId(id ?? ''))?.some((one) => isSameId(one, id)) === true;
  return networks.map((network) => ({
    ...network,
    subnets: network.subnets.map((subnet) => (hasOne(subnet) ? { ...subnet, hasPrivateEndpoints: true } : subnet)),
  }));
}

/** Whether the fields of an object of a template are all in it: a parameter or a loop may make them. */
function isToldItem({ properties, copy }: JsonRecord): boolean {
  return (
    typeof properties !== 'string' && !hasContent(copy) && !(isRecord(properties) && hasContent(properties['copy']))
  );
}

function isToldList(list: unknown): boolean {
  return Array.isArray(list ?? []) && listOf(list).every((item) => isRecord(item) && isToldItem(item));
}

/** What of a network its file does not say, or leaves to a deployment: addresses that are not known may be anybody's. */
function findUntoldField(
  addressSpace: unknown,
  subnets: readonly JsonRecord[],
  peerings: readonly JsonRecord[],
): string | undefined {
  const areRanges = (list: readonly unknown[]): boolean =>
    list.every((one) => parseAddressRange(textOf(one) ?? '') !== undefined);
  const space = isRecord(addressSpace) ? listOf(addressSpace['addressPrefixes']) : [];
  if (space.length === 0 || !areRanges(space)) return 'address space';
  // Without any prefix it is one that a pool gives, or that is known after the deployment alone.
  const isPlaced = ({ addressPrefix, addressPrefixes }: JsonRecord): boolean => {
    const prefixes = [addressPrefixes ?? [], textOf(addressPrefix) ?? []].flat();
    return prefixes.length > 0 && areRanges(prefixes);
  };
  if (!subnets.every(isPlaced)) return 'subnets';
  return peerings.every(isToldPeering) ? undefined : 'peerings';
}

/** Of a peering that is up one has to know where it leads. */
function isToldPeering(peering: JsonRecord): boolean {
  const isDown = ['initiated', 'disconnected'].includes(wordOf(peering['peeringState']));
  return isDown || peering['allowVirtualNetworkAccess'] === false || readPeering(peering).length > 0;
}

/** Names that Azure wants for the subnets of its gateways. */
const subnetsOfGateways: ReadonlySet<string> = new Set(['gatewaysubnet', 'routeserversubnet']);

/** Templates give ids to resources alone: that of a subnet in the list of its network is told by its name. */
function readSubnet(subnet: JsonRecord, networkId: string | undefined): Subnet {
  const policies = wordOf(subnet['privateEndpointNetworkPolicies']);
  const { natGateway, serviceEndpoints } = subnet;
  const outbound = subnet['defaultOutboundAccess'] ?? undefined;
  const name = textOf(subnet['name']) ?? 'unnamed';
  return {
    name,
    id: textOf(subnet['id']) ?? (networkId === undefined ? undefined : `${networkId}/subnets/${name}`),
    addressPrefixes: [...textsOf(subnet['addressPrefixes']), textOf(subnet['addressPrefix']) ?? []].flat(),
    networkSecurityGroupId: targetOf(subnet['networkSecurityGroup']),
    routeTableId: targetOf(subnet['routeTable']),
    hasPrivateEndpoints: hasContent(subnet['privateEndpoints']),
    routesBearOnEndpoints: ['enabled', 'routetableenabled'].includes(policies),
    serviceEndpoints: isToldList(serviceEndpoints)
      ? recordsOf(serviceEndpoints).flatMap(({ service }) => textOf(service) ?? [])
      : [describeValue(serviceEndpoints)],
    hasEndpointPolicies: hasContent(subnet['serviceEndpointPolicies']),
    hasNatGateway: isRecord(natGateway) && hasContent(natGateway),
    // What a template leaves to a deployment may close it.
    hasDefaultOutbound: outbound === undefined ? undefined : outbound === true,
  };
}

/** The id of what it names; of what a template names by an expression, that: it is something, and nothing that the files have. */
function targetOf(value: unknown): string | undefined {
  return idOf(value) ?? textOf(value);
}

function readRouteTable(resource: AzureResource, problems: AzureProblem[]): ReadThing<RouteTable> {
  const { value, file, document, path } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `Route table ${name}` };
  const { routes } = value;
  const isWhole = Array.isArray(routes) && routes.every(isRecord);
  let notUnderstood: string | undefined;
  if (!isWhole) {
    notUnderstood = `${place.rule}: It has no list of routes${Array.isArray(routes) ? ' alone' : ''}.`;
    const remedy = 'Export it with `az network route-table list -o json`.';
    problems.push({ place, severity: 'error', message: notUnderstood, remedy });
  }
  return {
    written: () => JSON.stringify([routes, value['disableBgpRoutePropagation'] === true]),
    thing: {
      name,
      id: textOf(value['id']),
      routes: (isWhole ? routes : []).map((item, index) =>
        readRoute(fieldsOf(item), { ...place, path: pathOfItem(resource, 'routes', index) }, problems),
      ),
      ignoresLearntRoutes: value['disableBgpRoutePropagation'] === true,
      place,
      notUnderstood,
    },
  };
}

/** Whatever is not understood of it leaves open where traffic goes; it is told of where it stands. */
function readRoute(fields: JsonRecord, at: RulePlace, problems: AzureProblem[]): Route {
  const place = { ...at, rule: `${at.rule}: ${textOf(fields['name']) ?? 'unnamed'}` };
  const prefix = textOf(fields['addressPrefix']) ?? '';
  const word = wordOf(fields['nextHopType']);
  const nextHop = nextHopWords.find((known) => known === word);
  const refuse = (message: string): void => {
    const remedy = 'Export it with `az network route-table list -o json`.';
    problems.push({ place, severity: 'error', message: `${place.rule}: ${message}`, remedy });
  };
  if (parseAddressRange(prefix) === undefined && looksLikeAddress(prefix)) {
    refuse(`“${describeValue(prefix)}” is neither an address range nor a tag.`);
  }
  if (nextHop === undefined) refuse(`The next hop “${word}” is not known.`);
  return { prefix, nextHop, address: textOf(fields['nextHopIpAddress']), place };
}

function readInterface({ value, file, document, path }: AzureResource): NetworkInterface {
  const name = textOf(value['name']) ?? 'unnamed';
  return {
    name,
    id: textOf(value['id']),
    networkSecurityGroupId: targetOf(value['networkSecurityGroup']),
    configurations: recordsOf(value['ipConfigurations']).map((item) => {
      const configuration = fieldsOf(item);
      return {
        address: textOf(configuration['privateIPAddress'] ?? configuration['privateIpAddress']),
        groups: idsOf(configuration['applicationSecurityGroups']),
      };
    }),
    place: { file, document, path, rule: `Network interface ${name}` },
  };
}

function readPrivateEndpoint({ value, file, document, path }: AzureResource): PrivateEndpoint {
  const id = targetOf(value['subnet']);
  return {
    subnetId: id === undefined || isExpression(id) ? undefined : id,
    place: { file, document, path, rule: `Private endpoint ${textOf(value['name']) ?? 'unnamed'}` },
  };
}

/**
 * The other side's space belongs to VirtualNetwork while the peering is up and access is not switched off; which part of it
 * where some subnets alone are peered is not told here.
 */
function readPeering(peering: JsonRecord): readonly string[] {
  const { peeringState, allowVirtualNetworkAccess: access, peerCompleteVnets: isComplete } = peering;
  const isUp = peeringState === 'Connected' && (access ?? true) === true && (isComplete ?? true) === true;
  return isUp ? prefixesOf(peering['remoteVirtualNetworkAddressSpace'] ?? peering['remoteAddressSpace']) : [];
}

function prefixesOf(space: unknown): readonly string[] {
  return isRecord(space) ? textsOf(space['addressPrefixes']) : [];
}

function readGroup(resource: AzureResource, problems: AzureProblem[]): ReadThing<NetworkSecurityGroup> {
  const { value, file, document, path } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `NSG ${name}` };
  let notUnderstood: string | undefined;
  const refuse = (message: string): void => {
    notUnderstood ??= `${place.rule}: ${message}`;
    const remedy = 'Export it with `az network nsg list -o json`, which writes the rules of each group.';
    problems.push({ place, severity: 'error', message: `${place.rule}: ${message}`, remedy });
  };
  const rulesIn = (field: 'securityRules' | 'defaultSecurityRules', isNeeded: boolean): readonly unknown[] => {
    const list = value[field] ?? (isNeeded ? undefined : []);
    if (!Array.isArray(list)) {
      refuse(`It has no list ${field}.`);
      return [];
    }
    for (const [index, item] of list.entries()) {
      if (!isRecord(item)) refuse(`Rule ${index + 1} of ${field} is no object.`);
    }
    return list;
  };
  const lists = {
    securityRules: rulesIn('securityRules', true),
    defaultSecurityRules: rulesIn('defaultSecurityRules', false),
  };
  const rulesOf = (field: keyof typeof lists, direction: Direction, found: AzureProblem[]): readonly SecurityRule[] => {
    const list: RuleList = {
      place: { ...place, ...(field === 'defaultSecurityRules' && { isBuiltIn: true }) },
      pathOf: (index) => pathOfItem(resource, field, index),
    };
    const rules: SecurityRule[] = [];
    for (const [index, item] of lists[field].entries()) {
      const rule = isRecord(item) ? readSecurityRule(item, direction, list, index, found) : undefined;
      if (rule !== undefined) rules.push(rule);
    }
    return rules;
  };
  const inOrder = (direction: Direction, found: AzureProblem[]): readonly SecurityRule[] => {
    const own = withoutSharedPriorities(rulesOf('securityRules', direction, found), found);
    const defaults = rulesOf('defaultSecurityRules', direction, found);
    const rules = [...own, ...(defaults.length > 0 ? defaults : impliedDefaults(place, direction))];
    return rules.toSorted((one, other) => one.priority - other.priority);
  };
  return {
    written: () => JSON.stringify([value['securityRules'], value['defaultSecurityRules']]),
    thing: {
      name,
      id: textOf(value['id']),
      attachedTo: [...idsOf(value['subnets']), ...idsOf(value['networkInterfaces'])],
      outbound: inOrder('outbound', problems),
      // What is wrong with an inbound rule is told by the findings that it leaves open: no verdict goes by it.
      inbound: () => inOrder('inbound', []),
      place,
      notUnderstood,
    },
  };
}

/** Azure takes a priority once a direction; which of two comes first can't be known. */
function withoutSharedPriorities(rules: readonly SecurityRule[], problems: AzureProblem[]): readonly SecurityRule[] {
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const { priority } of rules) (seen.has(priority) ? shared : seen).add(priority);
  if (shared.size === 0) return rules;
  const contested = rules.filter(({ priority }) => shared.has(priority));
  const byPriority = Map.groupBy(contested, ({ priority }) => priority);
  return rules.map((rule) => {
    const other = byPriority.get(rule.priority)?.find((candidate) => candidate !== rule);
    if (other === undefined || rule.notUnderstood !== undefined || other.notUnderstood !== undefined) return rule;
    const { place } = rule.placed;
    const message = `${place.rule}: It has the priority of ${other.name}.`;
    problems.push({ place, severity: 'error', message, remedy: 'Give each rule a priority of its own.' });
    return { ...rule, notUnderstood: message };
  });
}
