import { toCidrs } from '../flows/address.ts';
import { madeByCommands, nodesOwn, openAddresses, openCluster, withOwnNames } from './addressRules.ts';
import { describeNoAddresses, writePorts } from './egressNeed.ts';
import { toShellScript, toShellWord } from './shellWords.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';

/**
 * A network security group for the nodes' subnet, as an ARM template, and the same rules as commands for a group that is
 * there. Source: Microsoft.Network/networkSecurityGroups, API version 2024-05-01.
 */
export function writeAzureNsg({ needs, network, planSlug }: TargetOrder): TargetRules {
  const cluster = openCluster(network, needs);
  const rules = toRules({ needs, network, planSlug });
  return {
    notYetPossible: [
      ...describeNoAddresses(
        needs.filter(({ addresses }) => addresses.length === 0),
        'An NSG',
        'the target azure-firewall, with its public addresses open here',
      ),
      ...cluster.notYetPossible,
    ],
    surplus: cluster.surplus,
    remarks: [nodesOwn, describeChange(planSlug), ...describeQuotas(rules)],
    write: (header) => [
      { name: 'azure-nsg.json', mediaType: 'application/json', text: toTemplate(header, rules) },
      {
        name: 'azure-nsg.sh',
        mediaType: 'application/x-sh',
        text: toCommands(header, rules, madeByCommands(planSlug)),
      },
    ],
  };
}

function describeChange(planSlug: string): string {
  return `The commands can be run again, for a changed plan as well: rules of the same name are replaced, and at the end others that they made, known by “${madeByCommands(planSlug)}” in their description, are taken away. The rule that denies everything else gets the last number that is free: rules of your own that allow something need lower ones.`;
}

interface SecurityRule {
  readonly name: string;
  readonly properties: {
    readonly description: string;
    readonly priority: number;
    readonly direction: 'Outbound';
    readonly access: 'Allow' | 'Deny';
    readonly protocol: string;
    readonly sourceAddressPrefix: string;
    readonly sourcePortRange: string;
    readonly destinationAddressPrefixes?: readonly string[];
    readonly destinationAddressPrefix?: string;
    readonly destinationPortRanges?: readonly string[];
    readonly destinationPortRange?: string;
  };
}

/** Source: Azure subscription limits, "Networking limits". */
const mostRules = 1000;
const mostDestinations = 4000;

function describeQuotas(rules: readonly SecurityRule[]): readonly string[] {
  const destinations = rules.flatMap(({ properties }) => properties.destinationAddressPrefixes ?? []).length;
  const counts = [
    { count: rules.length, most: mostRules, what: 'rules' },
    { count: destinations, most: mostDestinations, what: 'addresses and ranges as destinations' },
  ];
  return counts
    .filter(({ count, most }) => count > most)
    .map(
      ({ count, most, what }) =>
        `It has ${count} ${what}, and an NSG takes ${most}: enter wider ranges in the plan, or open the rest by the target azure-firewall.`,
    );
}

/** What Azure takes for the description of a rule. */
const longestDescription = 140;

const firstPriority = 100;
/** Azure takes up to this number; its own rules come after. */
const lastPriority = 4096;

/** What Azure takes for the name of a rule, without room for a number behind it. */
const longestName = 76;

/** Names are unique in a group, whichever way its rules go and whoever made them. */
function toName(planSlug: string, name: string): string {
  return `pdp-${planSlug}-${name}`.slice(0, longestName).replace(/[-.]+$/, '');
}

function toRules({
  needs,
  network,
  planSlug,
}: Pick<TargetOrder, 'needs' | 'network' | 'planSlug'>): readonly SecurityRule[] {
  const { ranges } = openCluster(network, needs);
  const mark = madeByCommands(planSlug);
  const openings = [
    ...([4, 6] as const).flatMap((family) => {
      const own = ranges.filter((range) => range.family === family);
      const name = family === 4 ? 'within-cluster' : 'within-cluster-ipv6';
      return own.length === 0 ? [] : [{ name, remark: 'Pods and nodes of the cluster', ranges: own }];
    }),
    ...openAddresses(needs),
  ];
  const outbound = {
    direction: 'Outbound',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
  } as const;
  const step = Math.max(1, Math.min(10, Math.floor((lastPriority - firstPriority) / (openings.length + 1))));
  const allow = openings.map((opening, index) => ({
    name: opening.name,
    properties: {
      ...outbound,
      description: [...`${mark} ${opening.remark}`].slice(0, longestDescription).join(''),
      priority: firstPriority + index * step,
      access: 'Allow' as const,
      protocol: 'ports' in opening ? azureNames[opening.protocol] : '*',
      destinationAddressPrefixes: opening.ranges.flatMap(toCidrs),
      ...('ports' in opening
        ? { destinationPortRanges: opening.ports.map((range) => writePorts(range)) }
        : { destinationPortRange: '*' }),
    },
  }));
  const deny = {
    name: 'deny-everything-else',
    properties: {
      ...outbound,
      description: `${mark} what the plan does not need`,
      priority: Math.max(lastPriority, firstPriority + openings.length),
      access: 'Deny' as const,
      protocol: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '*',
    },
  };
  return withOwnNames([...allow, deny].map((rule) => ({ ...rule, name: toName(planSlug, rule.name) })));
}

/** Protocols as Azure writes them; SCTP has no name there. */
const azureNames = { TCP: 'Tcp', UDP: 'Udp', SCTP: '*' } as const;

function toTemplate(header: readonly string[], rules: readonly SecurityRule[]): string {
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    metadata: {
      description: header,
      usage:
        'az deployment group create --resource-group GROUP --template-file azure-nsg.json makes the group; over one of the same name it takes the place of all of its rules. For a group that is there use azure-nsg.sh.',
    },
    parameters: {
      networkSecurityGroupName: { type: 'string', defaultValue: 'pdp-egress' },
      location: { type: 'string', defaultValue: '[resourceGroup().location]' },
    },
    resources: [
      {
        type: 'Microsoft.Network/networkSecurityGroups',
        apiVersion: '2024-05-01',
        name: "[parameters('networkSecurityGroupName')]",
        location: "[parameters('location')]",
        properties: { securityRules: rules },
      },
    ],
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

/**
 * Each rule is put by its name. Numbers are looked up while the commands run: two rules of a group can’t have the same, and
 * those of a changed plan, or of somebody else, may have the one that a rule would get here. A name that somebody else’s rule
 * has, of either direction, stops them before anything is changed: to put it would turn that rule into this one.
 */
function toCommands(header: readonly string[], rules: readonly SecurityRule[], mark: string): string {
  const isOwn = `direction=='Outbound' && starts_with(description || '', '${mark}')`;
  const group = '--resource-group "$RESOURCE_GROUP" --nsg-name "$NETWORK_SECURITY_GROUP"';
  const puts = rules.map(({ name, properties }) => {
    const destinations = properties.destinationAddressPrefixes ?? [properties.destinationAddressPrefix ?? '*'];
    const ports = properties.destinationPortRanges ?? [properties.destinationPortRange ?? '*'];
    return [
      `put ${name} --access ${properties.access} --description ${toShellWord(properties.description)}`,
      `--protocol ${toShellWord(properties.protocol)} --source-address-prefixes '*' --source-port-ranges '*'`,
      `--destination-address-prefixes ${destinations.map(toShellWord).join(' ')}`,
      `--destination-port-ranges ${ports.map(toShellWord).join(' ')}`,
    ].join(' \\\n  ');
  });
  return toShellScript(header, [
    ': "${RESOURCE_GROUP:?Set it to the resource group of the network security group.}"',
    ': "${NETWORK_SECURITY_GROUP:?Set it to the network security group of the nodes.}"',
    'list() {',
    `  az network nsg rule list ${group} --output tsv --query "$1"`,
    '}',
    `others=$(list "[?!(${isOwn})].name")`,
    `for name in \\\n${rules.map(({ name }) => `  ${name}`).join(' \\\n')}`,
    'do',
    `  ! printf '%s\\n' "$others" | grep -qixF "$name" || {`,
    '    echo "The group has a rule $name that was not made for this plan: take it away or give it another name. Nothing was changed." >&2',
    '    exit 1',
    '  }',
    'done',
    `there=$(list "[?direction=='Outbound'].[to_string(priority), name]")`,
    `free=${firstPriority} step=1`,
    'written=',
    '# A rule that is there keeps its number, a new one takes the next that is free.',
    'put() {',
    '  name=$1',
    '  shift',
    `  priority=$(printf '%s\\n' "$there" | awk -v name="$name" '$2 == name { print $1 }')`,
    '  while [ -z "$priority" ]; do',
    `    printf '%s\\n' "$there" | grep -q "^$free[^0-9]" || priority=$free`,
    '    free=$((free + step))',
    '  done',
    '  written="$written $name"',
    `  az network nsg rule create ${group} --name "$name" \\`,
    '    --direction Outbound --priority "$priority" --output none "$@"',
    '}',
    ...puts.slice(0, -1),
    '# What denies everything else comes last.',
    `free=${lastPriority} step=-1`,
    ...puts.slice(-1),
    '# What the plan needed before, and does not any more.',
    `made=$(list "[?${isOwn}].name")`,
    'for name in $made; do',
    '  case "$written " in',
    '    *" $name "*) ;;',
    `    *) az network nsg rule delete ${group} --name "$name" ;;`,
    '  esac',
    'done',
  ]);
}
