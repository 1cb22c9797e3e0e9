import { toCidrs } from '../flows/address.ts';
import { nodesOwn, openAddresses, withOwnNames } from './addressRules.ts';
import {
  atTheEdge,
  describeNoDestination,
  describePorts,
  describeProxySources,
  describeSources,
  describeUnplaced,
  groupBySite,
  namePorts,
  sourcesIn,
  writePorts,
} from './egressNeed.ts';
import type { EgressNeed, SiteNeeds } from './egressNeed.ts';
import type { NotYetPossible } from './generatedRules.ts';
import { toSlug } from './podRules.ts';
import { toShellScript } from './shellWords.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';

/**
 * A policy with one group of rules, as an ARM template, and the command that puts the group into a policy that is there. HTTPS
 * goes by the name in an application rule, everything else by address in a rule of network, or by name where it has no star.
 * Source: Azure Firewall documentation, "Rule processing logic" and "FQDN filtering in network rules".
 */
export function writeAzureFirewall({ needs, network, proxy }: TargetOrder): TargetRules {
  const own = atTheEdge(needs);
  const isSpoken = ({ leaves }: EgressNeed): boolean => sourcesIn(4, leaves, { network, proxy }) !== undefined;
  const { notYetPossible, ...collections } = toCollections(own.filter(isSpoken), ({ leaves }) => {
    const sources = sourcesIn(4, leaves, { network, proxy }) ?? [];
    return sources.length === 0 ? ['*'] : sources;
  });
  const dnsProxy = collections.network.some(({ destinationFqdns }) => destinationFqdns !== undefined);
  return {
    notYetPossible: [
      ...notYetPossible,
      ...describeIpv6(own, network),
      ...describeSources(network, 'the rules are for traffic from anywhere'),
      ...describeProxySources(own, { network, proxy }),
      ...describeUnplaced(needs),
    ],
    surplus: [],
    remarks: [nodesOwn, howToPutThem, ...describeQuotas(collections.network)],
    write: (header) => [
      {
        name: templateName,
        mediaType: 'application/json',
        text: toTemplate(header, collections, dnsProxy),
      },
      { name: 'azure-firewall.sh', mediaType: 'application/x-sh', text: toShellScript(header, commands) },
    ],
  };
}

const templateName = 'azure-firewall.json';
const groupName = 'pdp-egress';
const howToPutThem = `The script puts the group ${groupName} into a policy that is there, in one step and for a changed plan again; with --confirm-with-what-if it shows first what would change.`;

/** The firewall sees nodes, pods where these keep their addresses on the way, and the proxy where it opens the connection. */
type ToSources = (need: Pick<EgressNeed, 'leaves'>) => readonly string[];

interface NetworkRule {
  readonly ruleType: 'NetworkRule';
  readonly name: string;
  readonly description: string;
  readonly ipProtocols: readonly string[];
  readonly sourceAddresses: readonly string[];
  readonly destinationAddresses?: readonly string[];
  readonly destinationFqdns?: readonly string[];
  readonly destinationPorts: readonly string[];
}

interface ApplicationRule {
  readonly ruleType: 'ApplicationRule';
  readonly name: string;
  readonly description: string;
  readonly sourceAddresses: readonly string[];
  readonly protocols: readonly { readonly protocolType: 'Https'; readonly port: number }[];
  readonly targetFqdns: readonly string[];
}

interface RuleCollections {
  readonly network: readonly NetworkRule[];
  readonly application: readonly ApplicationRule[];
}

/** Application rules are read for HTTP, HTTPS and MSSQL alone, and 443 is the port of HTTPS without a doubt. */
const httpsPort = 443;

function toCollections(
  needs: readonly EgressNeed[],
  sourcesAt: ToSources,
): RuleCollections & { readonly notYetPossible: readonly NotYetPossible[] } {
  const isHttps = ({ host, port }: EgressNeed): boolean => host !== undefined && port === httpsPort;
  const others = needs.filter((need) => !isHttps(need));
  const named = others.filter(({ host, addresses }) => host !== undefined && addresses.length === 0);
  const starred = named.filter(({ host }) => host?.startsWith('*') === true);
  const plain = named.filter((need) => !starred.includes(need));
  const openings = openAddresses(others);
  return {
    application: withOwnNames(
      groupBySite(needs.filter(isHttps)).map((site): ApplicationRule => ({
        ruleType: 'ApplicationRule',
        name: toRuleName(site),
        description: `${site.first.from} to ${site.first.to}`,
        sourceAddresses: sourcesAt(site.first),
        protocols: [{ protocolType: 'Https', port: httpsPort }],
        targetFqdns: site.hosts,
      })),
    ),
    network: withOwnNames([
      ...openings
        .filter(({ ranges }) => ranges[0]?.family === 4)
        .map(({ name, remark, ranges, protocol, ports, leaves }): NetworkRule => ({
          ruleType: 'NetworkRule',
          name,
          description: remark,
          ipProtocols: [protocol],
          sourceAddresses: sourcesAt({ leaves }),
          destinationAddresses: ranges.flatMap(toCidrs),
          destinationPorts: ports.map((range) => writePorts(range)),
        })),
      ...groupBySite(plain).map((site): NetworkRule => ({
        ruleType: 'NetworkRule',
        name: `${toRuleName(site)}-by-name`,
        description: `${site.first.from} to ${site.first.to}`,
        ipProtocols: [site.first.protocol],
        sourceAddresses: sourcesAt(site.first),
        destinationFqdns: site.hosts,
        destinationPorts: site.ports.map((range) => writePorts(range)),
      })),
    ]),
    notYetPossible: [
      ...others
        .filter(({ host, addresses }) => host === undefined && addresses.length === 0)
        .map(describeNoDestination),
      ...groupBySite(starred).map(describeStar),
      ...groupBySite(plain).map(describeDnsProxy),
    ],
  };
}

function toRuleName({ first: { connection, planPath }, ports }: SiteNeeds): string {
  const index = /\[(\d+)\]$/.exec(planPath)?.[1];
  const site = planPath.endsWith('.failover') ? '-failover' : index === undefined ? '' : `-${index}`;
  return `${toSlug(connection)}${site}-${namePorts(ports)}`;
}

function describeStar(site: SiteNeeds): NotYetPossible {
  const { connection, planPath } = site.first;
  return {
    connection,
    why: `On ${describePorts(site)} it is no HTTPS, so that no application rule is read for it, and a rule of network takes no name with a star (${site.hosts.join(', ')}).`,
    alternative: `Enter the one host in ${planPath}.hosts or its addresses in ${planPath}.cidrs; a service tag such as ServiceBus or EventHub would open it for all of Azure’s customers.`,
  };
}

function describeDnsProxy(site: SiteNeeds): NotYetPossible {
  const { connection, planPath } = site.first;
  return {
    connection,
    why: `It is opened by name in a rule of network on ${describePorts(site)}, which holds only for clients that ask the firewall for names.`,
    alternative: `Let the nodes’ network ask the firewall, with the DNS proxy of its policy on (the template turns on that of a new one), or enter ${planPath}.cidrs.`,
  };
}

/** What has no addresses in the plan may have any that the cluster speaks. */
function describeIpv6(
  needs: readonly EgressNeed[],
  { podRanges, nodeRanges }: TargetOrder['network'],
): readonly NotYetPossible[] {
  const spoken = new Set([...podRanges, ...nodeRanges].map(({ family }) => family));
  const speaksIpv6 = spoken.has(6);
  const isOfIpv6 = ({ addresses, host }: EgressNeed): boolean =>
    addresses.some(({ family }) => family === 6) ||
    (speaksIpv6 && (!spoken.has(4) || (host !== undefined && addresses.length === 0)));
  return [...new Set(needs.filter(isOfIpv6).map(({ connection }) => connection))].map((connection) => ({
    connection,
    why: 'It may be called over IPv6, for which an Azure Firewall has no rules.',
    alternative: 'Call it over IPv4, or by a way around the firewall.',
  }));
}

/** Source: Azure subscription limits, "Azure Firewall limits". */
const mostPairs = 20_000;
const mostNames = 1000;

function describeQuotas(rules: readonly NetworkRule[]): readonly string[] {
  const namesOf = ({ destinationFqdns = [] }: NetworkRule): number => destinationFqdns.length;
  const pairsOf = (rule: NetworkRule): number =>
    rule.sourceAddresses.length * ((rule.destinationAddresses ?? []).length + namesOf(rule));
  const pairs = rules.reduce((sum, rule) => sum + pairsOf(rule), 0);
  const names = rules.reduce((sum, rule) => sum + namesOf(rule), 0);
  return [
    ...(pairs <= mostPairs
      ? []
      : [
          `Its rules of network have ${pairs} pairs of source and destination, and an Azure Firewall takes ${mostPairs}: enter wider ranges in the plan.`,
        ]),
    ...(names <= mostNames
      ? []
      : [
          `Its rules of network have ${names} names, and more than ${mostNames} slow an Azure Firewall down: enter addresses in the plan.`,
        ]),
  ];
}

const policyName = 'pdp-egress';

function toTemplate(header: readonly string[], { network, application }: RuleCollections, dnsProxy: boolean): string {
  const collection = (name: string, priority: number, rules: readonly object[]): readonly object[] =>
    rules.length === 0
      ? []
      : [
          {
            ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
            name,
            priority,
            action: { type: 'Allow' },
            rules,
          },
        ];
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    metadata: {
      description: header,
      usage:
        'az deployment group create --resource-group GROUP --template-file azure-firewall.json makes the policy; what it does not allow is denied. For a policy that is there use azure-firewall.sh, which leaves its settings and other groups as they are.',
    },
    parameters: {
      firewallPolicyName: { type: 'string', defaultValue: policyName },
      location: { type: 'string', defaultValue: '[resourceGroup().location]' },
      makePolicy: { type: 'bool', defaultValue: true },
    },
    resources: [
      {
        condition: "[parameters('makePolicy')]",
        type: 'Microsoft.Network/firewallPolicies',
        apiVersion: '2024-05-01',
        name: "[parameters('firewallPolicyName')]",
        location: "[parameters('location')]",
        properties: {
          sku: { tier: 'Standard' },
          threatIntelMode: 'Alert',
          ...(dnsProxy ? { dnsSettings: { enableProxy: true } } : {}),
        },
      },
      {
        type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
        apiVersion: '2024-05-01',
        name: `[concat(parameters('firewallPolicyName'), '/${groupName}')]`,
        dependsOn: ["[resourceId('Microsoft.Network/firewallPolicies', parameters('firewallPolicyName'))]"],
        properties: {
          priority: 1000,
          ruleCollections: [...collection('by-address', 100, network), ...collection('by-name', 200, application)],
        },
      },
    ],
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

/**
 * The group is sent whole: a policy takes minutes for each change, and `az network firewall policy rule-collection-group create`
 * over a group that is there leaves it empty until each rule is added again.
 */
const commands = [
  ': "${RESOURCE_GROUP:?Set it to the resource group of the firewall policy.}"',
  ': "${FIREWALL_POLICY:?Set it to the policy of the firewall.}"',
  `az deployment group create --resource-group "$RESOURCE_GROUP" --name ${groupName} \\
  --template-file "$(dirname "$0")/${templateName}" \\
  --parameters makePolicy=false firewallPolicyName="$FIREWALL_POLICY" "$@"`,
];
