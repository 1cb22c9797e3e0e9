import { isAwsDocument, findThings } from './awsDocuments.ts';
import type { AwsThing } from './awsDocuments.ts';
import type { AwsNetwork } from './awsNetwork.ts';
import { bindFirewalls } from './networkFirewall/firewallLayer.ts';
import { readFirewallPolicies } from './networkFirewall/readFirewallPolicies.ts';
import { readRuleGroups } from './networkFirewall/readRuleGroups.ts';
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
import type { Report } from './reading.ts';
import { bindRoutes } from './routeLayer.ts';
import { bindSecurityGroups } from './securityGroupLayer.ts';
import type { FormatInput, FormatProblem, FormatReading, LayerRules, RuleFormat } from '../../ruleFormat.ts';

/**
 * What the AWS CLI says of a network, in one format: groups, lists, tables and firewalls refer to each other, and to the
 * subnets and interfaces that a plan names.
 */
const awsNetworkFormat: RuleFormat = {
  title: 'AWS network',
  layers: ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'],
  recognise: isAwsDocument,
  read: readAws,
};

export const awsFormats: readonly RuleFormat[] = [awsNetworkFormat];

function readAws(inputs: readonly FormatInput[]): FormatReading {
  const problems: FormatProblem[] = [];
  const report: Report = (place, message, remedy, severity = 'error') =>
    problems.push({ place, message, remedy, severity });
  const things = inputs.flatMap((input) => (input.kind === 'document' ? findThings(input) : []));
  reportCutLists(things, report);
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
  return {
    layers: layersOf(network),
    problems,
    found: things.map(({ kind, place }) => ({ what: kind, place })),
  };
}

/** A layer is spoken for only where its own rules were given: interfaces alone say nothing about security groups. */
function layersOf(network: AwsNetwork): readonly LayerRules[] {
  const layers: LayerRules[] = [];
  if (network.securityGroups.size > 0) {
    layers.push({
      layer: 'aws-security-group',
      bind: (attachedTo, origin) => bindSecurityGroups(network, attachedTo, origin),
    });
  }
  if (network.networkAcls.length > 0) {
    layers.push({
      layer: 'aws-network-acl',
      bind: (attachedTo, origin) => bindNetworkAcls(network, attachedTo, origin),
    });
  }
  if (network.firewalls.length + network.firewallPolicies.length + network.ruleGroups.length > 0) {
    layers.push({
      layer: 'aws-network-firewall',
      bind: (attachedTo, origin) => bindFirewalls(network, attachedTo, origin),
    });
  }
  if (network.routeTables.length > 0) {
    layers.push({ layer: 'route', bind: (attachedTo) => bindRoutes(network, attachedTo) });
  }
  return layers;
}

/** The CLI prints NextToken where `--max-items` made it stop: what comes after is not known. */
function reportCutLists(things: readonly AwsThing[], report: Report): void {
  const reported = new Set<string>();
  for (const { isCutShort, place } of things) {
    const document = `${place.file} ${place.document}`;
    if (!isCutShort || reported.has(document)) continue;
    reported.add(document);
    report(
      { ...place, path: ['NextToken'], rule: '' },
      'The list was cut short, and what comes after is not known.',
      'Export it again without --max-items.',
    );
  }
}
