import type { Family } from '../flows/address.ts';
import { addressRanges, ALL_IPV6_FLOWS, flowsTo, withServices } from '../flows/flowSet.ts';
import { messagesOf } from '../flows/services.ts';
import { describeSurplus, nodesOwn, openAddresses, openCluster } from './addressRules.ts';
import type { AddressOpening } from './addressRules.ts';
import { cidrsOf, describeNoAddresses, writePorts } from './egressNeed.ts';
import { toShellScript } from './shellWords.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';

/**
 * A chain of its own for the filter table of each node, as `iptables-restore --noflush` reads it, for what pods send through
 * the node and what the node sends itself. What the plan needs returns to the chains of others, which may still deny it.
 */
export function writeIptables({ needs, network }: TargetOrder): TargetRules {
  const cluster = openCluster(network, needs);
  const pods = addressRanges(flowsTo(network.podRanges));
  const openings = [
    ...(cluster.ranges.length === 0 ? [] : [{ name: 'within-cluster', ranges: cluster.ranges }]),
    ...openAddresses(needs),
  ];
  const ranges = [...pods, ...openings.flatMap((opening) => opening.ranges)];
  const tables = ([4, 6] as const)
    .filter((family) => family === 4 || ranges.some((range) => range.family === 6))
    .map((family) => ({
      family,
      jumps: toJumps(cidrsOf(pods, family), family),
      rules: openings.flatMap((opening) => toRules(cidrsOf(opening.ranges, family), opening)),
    }));
  return {
    notYetPossible: [
      ...describeNoAddresses(
        needs.filter(({ addresses }) => addresses.length === 0),
        'A packet filter',
        'the target squid or cilium',
      ),
      ...cluster.notYetPossible,
    ],
    remarks: [
      nodesOwn,
      'The servers that the cluster’s own resolver asks are not in the plan: open 53 to them as well.',

      ...(network.cni === 'cilium' ? [hostRouting] : []),
    ],
    surplus: [
      ...cluster.surplus,
      ...(tables.some(({ family }) => family === 6) ? describeSurplus(neighbours, [], findsNeighbours) : []),
    ],
    write: (header) => [
      ...tables.map((table) => ({
        name: fileNames[table.family],
        mediaType: 'text/plain',
        text: toTable(header, table),
      })),
      { name: 'iptables.sh', mediaType: 'application/x-sh', text: toScript(header, tables) },
    ],
  };
}

const neighbours = withServices(ALL_IPV6_FLOWS, messagesOf('ICMPv6'));
const findsNeighbours = 'Without its messages IPv6 finds no neighbour.';

const hostRouting =
  'Cilium may route what pods send past these chains: `cilium-dbg status` says under Host Routing whether it does (BPF).';

interface FilterTable {
  readonly family: Family;
  /** From the built-in chains to our own. */
  readonly jumps: readonly string[];
  readonly rules: readonly string[];
}

const chain = 'PDP-EGRESS';
const fileNames = { 4: 'iptables.rules', 6: 'ip6tables.rules' } as const;
const programs = { 4: 'iptables', 6: 'ip6tables' } as const;
const loopback = { 4: '127.0.0.0/8', 6: '::1/128' } as const;
const answers = { 4: 'icmp-port-unreachable', 6: 'icmp6-port-unreachable' } as const;

/** What comes from pods is forwarded, with their own addresses still; what clients send to them is, too, and is none of ours. */
function toJumps(pods: readonly string[], family: Family): readonly string[] {
  return [...pods.map((source) => `FORWARD -s ${source} -j ${chain}`), `OUTPUT ! -d ${loopback[family]} -j ${chain}`];
}

/** One for each range of addresses and of ports. */
function toRules(cidrs: readonly string[], opening: Pick<AddressOpening, 'name'> & Partial<AddressOpening>): string[] {
  const { name, protocol = '', ports } = opening;
  const transport = protocol.toLowerCase();
  const services = ports?.map((range) => ` -p ${transport} -m ${transport} --dport ${writePorts(range, ':')}`) ?? [''];
  return cidrs.flatMap((cidr) =>
    services.map((service) => `-A ${chain} -d ${cidr}${service} -m comment --comment "${name}" -j RETURN`),
  );
}

function toTable(header: readonly string[], { family, jumps, rules }: FilterTable): string {
  return [
    ...header.map((line) => `# ${line}`.trimEnd()),
    '*filter',
    `:${chain} - [0:0]`,
    ...jumps.map((jump) => `-I ${jump}`),
    `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN`,
    ...(family === 6 ? [`-A ${chain} -p ipv6-icmp -j RETURN`] : []),
    ...rules,
    `-A ${chain} -j REJECT --reject-with ${answers[family]}`,
    'COMMIT',
    '',
  ].join('\n');
}

/** The chain is replaced as a whole; the ways to it are taken away first, so that each is there once. */
function toScript(header: readonly string[], tables: readonly FilterTable[]): string {
  return toShellScript(header, [
    'folder=$(dirname "$0")',
    ...tables.flatMap(({ family, jumps }) => [
      ...jumps.map((jump) => `while ${programs[family]} -D ${jump} 2>/dev/null; do :; done`),
      `${programs[family]}-restore --noflush "$folder/${fileNames[family]}"`,
    ]),
  ]);
}
