import { describeValue } from '../../../kernel/describeValue.ts';
import { findExcessOfCloud } from '../../reading/excess.ts';
import { isAwsDocument, findCutLists, findRewritten, findThings, findUnreadTypes } from './awsDocuments.ts';
import type { AwsThing, CutList, ThingKind } from './awsDocuments.ts';
import type { AwsNetwork, PublicAccess } from './awsNetwork.ts';
import { bindNetworkFirewalls, findPolicies } from './networkFirewall/firewallLayer.ts';
import { readFirewallPolicies } from './networkFirewall/readFirewallPolicies.ts';
import { readRuleGroups } from './networkFirewall/readRuleGroups.ts';
import { findSuricataText, isSuricataText } from './networkFirewall/suricataText.ts';
import { keepNoText } from '../../source/keepNoText.ts';
import { findNamed, findSubnets } from './lookUp.ts';
import { bindNetworkAcls } from './networkAclLayer.ts';
import { readNetworkAcls } from './readNetworkAcls.ts';
import {
  readEndpoints,
  readFirewalls,
  readInterfaces,
  readNatGateways,
  readSecurityGroupPolicies,
  readSubnets,
  readVpcs,
} from './readPlaces.ts';
import { readPrefixLists } from './readPrefixLists.ts';
import { readRouteTables } from './readRouteTables.ts';
import { readSecurityGroups } from './readSecurityGroups.ts';
import { findStrayParts } from './strayParts.ts';
import type { Report } from '../../reading/ruleReading.ts';
import { bindRoutes } from './routeLayer.ts';
import { bindSecurityGroups, findsSecurityGroups } from './securityGroupLayer.ts';
import type { LayerKind } from '../../../plan/plan.ts';
import type {
  Found,
  FormatInput,
  FormatProblem,
  FormatReading,
  LayerRules,
  RuleFormat,
  Unreadable,
} from '../../reading/ruleFormat.ts';

/**
 * What the AWS CLI says of a network, in one format: groups, lists, tables and firewalls refer to each other, and to the
 * subnets and interfaces that a plan names.
 */
export const awsFormat: RuleFormat = {
  title: 'AWS network',
  accepts:
    'the output of `aws ec2 describe-security-groups`, `describe-network-acls`, `describe-route-tables`, `describe-subnets` and `describe-managed-prefix-lists`, and of `aws network-firewall describe-firewall-policy` and `describe-rule-group`',
  layers: ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'],
  recognise: (input) => (input.kind === 'document' ? isAwsDocument(input) : isSuricataText(input.text)),
  findExcess: findExcessOfCloud,
  keepText: keepNoText,
  read: readAws,
};

function readAws(inputs: readonly FormatInput[]): FormatReading {
  const problems: FormatProblem[] = [];
  const report: Report = (place, message, remedy, severity = 'error') =>
    problems.push({ place, message, remedy, severity });
  const documents = inputs.filter((input) => input.kind === 'document');
  const texts = inputs.flatMap((input) => (input.kind === 'text' ? [findSuricataText(input)] : []));
  problems.push(...texts);
  const things = documents.flatMap(findThings);
  const cutLists = documents.flatMap(findCutLists);
  for (const { place } of cutLists) {
    const remedy = 'Export it again without --max-items and --no-paginate.';
    report(place, 'The list was cut short, and what comes after is not known.', remedy);
  }
  const strayParts = documents.flatMap(findStrayParts);
  for (const { place, what, command } of strayParts) report(place, what, `Give the output of \`${command}\`.`);
  for (const { type, name, place } of documents.flatMap(findUnreadTypes)) {
    const message = `Resources of the type ${describeValue(type)}, such as ${describeValue(name)}, are not judged.`;
    report(place, message, 'Give what the AWS CLI prints of them once they are made.', 'warning');
  }
  const rewritten = documents.flatMap(findRewritten);
  for (const place of rewritten) {
    const message = 'A macro may write anything in place of what this template says.';
    report(place, message, 'Give what the AWS CLI prints of its firewalls and rule groups once they are made.');
  }
  const network: AwsNetwork = {
    securityGroups: readSecurityGroups(things, report),
    networkAcls: readNetworkAcls(things, report),
    prefixLists: readPrefixLists(things, report),
    routeTables: readRouteTables(things, report),
    subnets: readSubnets(things, report),
    interfaces: readInterfaces(things, report),
    natGateways: readNatGateways(things, report),
    endpoints: readEndpoints(things, report),
    vpcs: readVpcs(things, report),
    firewalls: readFirewalls(things, report),
    firewallPolicies: readFirewallPolicies(things, report),
    ruleGroups: readRuleGroups(things, report),
    securityGroupPolicies: readSecurityGroupPolicies(things),
  };
  const places = [...network.subnets.values(), ...network.vpcs.values()];
  const closed = places.find(({ publicAccess = 'open' }) => publicAccess !== 'open');
  if (closed !== undefined) {
    const [message, remedy] = publicAccessWords(closed.publicAccess);
    report(closed.place, `${closed.place.rule}: ${message}`, remedy, 'warning');
  }
  return {
    layers: layersOf(network),
    problems,
    found: things.map(toFound),
    unreadable: [
      ...cutLists.flatMap(toUnreadable),
      ...strayParts.map(({ place, layer }): Unreadable => ({ file: place.file, layers: [layer] })),
      ...[...rewritten, ...texts.map(({ place }) => place)].map(({ file }): Unreadable => ({
        file,
        layers: ['aws-network-firewall'],
      })),
    ],
  };
}

const exclude = '`aws ec2 create-vpc-block-public-access-exclusion --internet-gateway-exclusion-mode';

/** What is blocked, and what an exclusion changes. Source: VPC User Guide, "VPC BPA basics". */
function publicAccessWords(access: PublicAccess | undefined): readonly [message: string, remedy: string] {
  return access === 'gateways that only let out'
    ? [
        'VPC Block Public Access is on for what comes in: internet gateways carry nothing but what NAT gateways and egress-only gateways let out.',
        `Let out by one of these, or exclude what is to go by its own public address, both ways: ${exclude} allow-bidirectional\`.`,
      ]
    : [
        'VPC Block Public Access is on, and keeps from the internet what goes by internet gateways.',
        `Exclude what is to reach the internet, NAT gateways with their subnets: ${exclude} allow-egress\`.`,
      ];
}

/** Which layers a thing bears on: a subnet says which network ACL holds, and where its route table leads. */
const bearsOn: Readonly<Record<ThingKind, readonly LayerKind[]>> = {
  'security group': ['aws-security-group'],
  'security group rule': ['aws-security-group'],
  'security group policy': ['aws-security-group'],
  'network ACL': ['aws-network-acl'],
  'prefix list': ['aws-security-group', 'aws-network-firewall', 'route'],
  'prefix list entries': ['aws-security-group', 'aws-network-firewall', 'route'],
  'route table': ['aws-network-acl', 'route'],
  subnet: ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'],
  'network interface': ['aws-security-group', 'aws-network-acl', 'route'],
  instance: ['aws-security-group', 'aws-network-acl', 'route'],
  'NAT gateway': ['aws-network-acl', 'route'],
  'VPC endpoint': ['aws-security-group', 'aws-network-acl', 'route'],
  VPC: ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'],
  'internet gateway': ['route'],
  firewall: ['aws-network-acl', 'aws-network-firewall', 'route'],
  'firewall policy': ['aws-network-firewall'],
  'firewall rule group': ['aws-network-firewall'],
};

function toFound({ kind, place }: AwsThing): Found {
  const layers = bearsOn[kind];
  if (kind === 'prefix list entries') return { what: 'list of prefixes', many: 'lists of prefixes', place, layers };
  return { what: kind, many: kind.endsWith('cy') ? `${kind.slice(0, -1)}ies` : undefined, place, layers };
}

/** A layer is spoken for only where its own rules were given: interfaces alone say nothing about security groups. */
function layersOf(network: AwsNetwork): readonly LayerRules[] {
  const layers: LayerRules[] = [];
  const add = (layer: LayerKind, finds: LayerRules['finds'], bind: LayerRules['bind']): void => {
    layers.push({ layer, finds, bind, goesByWorkload: false });
  };
  if (network.securityGroups.size > 0) {
    add(
      'aws-security-group',
      (target) => findsSecurityGroups(network, target),
      (attachedTo, origin) => bindSecurityGroups(network, attachedTo, origin),
    );
  }
  if (network.networkAcls.length > 0) {
    add(
      'aws-network-acl',
      (target) => findNamed(network.networkAcls, target).length + findSubnets(network, target).length > 0,
      (attachedTo, origin) => bindNetworkAcls(network, attachedTo, origin),
    );
  }
  if (network.firewalls.length + network.firewallPolicies.length + network.ruleGroups.length > 0) {
    add(
      'aws-network-firewall',
      (target) => findPolicies(network, target).length > 0,
      (attachedTo, origin) => bindNetworkFirewalls(network, attachedTo, origin),
    );
  }
  if (network.routeTables.length > 0) {
    add(
      'route',
      (target) => findNamed(network.routeTables, target).length + findSubnets(network, target).length > 0,
      (attachedTo) => bindRoutes(network, attachedTo),
    );
  }
  return layers;
}

/**
 * Kinds of which the absence of one says something: that a subnet has the main table, or that nodes have no public address.
 * Of the others one is asked for by its id or name, and not found it leaves what asks for it unknown.
 */
const countsWhereAbsent: ReadonlySet<ThingKind> = new Set([
  'route table',
  'subnet',
  'network interface',
  'instance',
  'VPC endpoint',
  'firewall',
]);

function toUnreadable({ kinds, place }: CutList): readonly Unreadable[] {
  const layers = kinds.filter((kind) => countsWhereAbsent.has(kind)).flatMap((kind) => bearsOn[kind]);
  return layers.length === 0 ? [] : [{ file: place.file, layers }];
}
