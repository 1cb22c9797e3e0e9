import type { LayerKind } from '../../../plan/plan.ts';
import { textOf } from '../../../kernel/jsonFields.ts';
import type { Unreadable } from '../../reading/ruleFormat.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { isTemplate, readTemplate } from './armTemplate.ts';
import { bearsOn, isOfInterfaces, isOfNetwork, kindOf, kindOfType } from './azureKinds.ts';
import type { AzureKind } from './azureKinds.ts';
import type { AzureNetwork, NetworkInterface, PrivateEndpoint, RouteTable, VirtualNetwork } from './azureNetwork.ts';
import { findCuts } from './azurePages.ts';
import { resourcesOf } from './azureResource.ts';
import type { AzureDocument, AzureResource } from './azureResource.ts';
import type { AzureFirewall, FirewallPolicy, IpGroup, RuleGroup } from './firewall/azureFirewall.ts';
import { readFirewall, readFirewallPolicy, readIpGroup, readRuleGroup } from './firewall/readFirewalls.ts';
import { giveEndpoints, readPrivateEndpoint, readVirtualNetwork, withEndpoints } from './readVirtualNetwork.ts';
import { readInterface, readScaleSet, untoldInterface } from './readInterfaces.ts';
import { readRouteTable } from './routes/readRouteTable.ts';
import type { NetworkSecurityGroup } from './securityGroup/networkSecurityGroup.ts';
import { readSecurityGroup } from './securityGroup/readSecurityGroup.ts';
import type { AzureProblem } from './securityGroup/readSecurityRule.ts';
import { isServiceTags, readServiceTags } from './serviceTags.ts';
import { describePart, joinParts, ownerOfType } from './templateParts.ts';
import { findUnreadOutput } from './unreadOutputs.ts';
import { withoutDuplicates } from './withoutDuplicates.ts';
import type { ReadThing } from './withoutDuplicates.ts';

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
        const at = { ...place, path, rule: 'Private endpoint' };
        things.privateEndpoints.push({ subnetId: undefined, place: at });
        problems.push({
          place: at,
          severity: 'warning',
          message: `${message} It may be in any subnet.`,
          remedy: giveEndpoints,
        });
      } else if (type !== undefined && isOfInterfaces(type)) {
        things.interfaces.push(untoldInterface({ ...place, path }, kind === 'scale set'));
        const unknown = `${message} Whom its machines ask for names is not known.`;
        problems.push({ place: { ...place, path }, severity: 'warning', message: unknown, remedy: giveInstead });
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

function readResource(resource: AzureResource, things: Things, problems: AzureProblem[]): void {
  switch (kindOf(resource)) {
    case 'network security group':
      things.groups.push(readSecurityGroup(resource, problems));
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
    case 'scale set':
      things.interfaces.push(...readScaleSet(resource));
      break;
    case 'private endpoint':
      things.privateEndpoints.push(readPrivateEndpoint(resource, problems));
      break;
    case 'security admin rule':
    case 'connection of networks':
    case 'routing of networks':
    case undefined:
      break;
  }
}

function mergeFirst<Thing>([first]: readonly Thing[]): Thing {
  return first as Thing;
}
