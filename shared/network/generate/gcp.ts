import { inParts } from '../../kernel/inParts.ts';
import type { Family } from '../flows/address.ts';
import type { Protocol } from '../flows/services.ts';
import { addressRanges, flowsTo } from '../flows/flowSet.ts';
import { madeByCommands, nodesOwn, openAddresses, openCluster, withOwnNames } from './addressRules.ts';
import {
  cidrsOf,
  describeNoDestination,
  describeProxySources,
  describeSources,
  groupBySite,
  namePorts,
  sourcesIn,
  writePorts,
} from './egressNeed.ts';
import type { EgressNeed, PortRange } from './egressNeed.ts';
import type { NotYetPossible } from './generatedRules.ts';
import { toSlug } from './podRules.ts';
import { toShellScript, toShellWord } from './shellWords.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';

/**
 * A global network firewall policy, as commands of gcloud, and as gcloud prints it once it is there. What has a name is opened
 * by it: rules of VPC networks know addresses alone. Source: Compute Engine API v1, FirewallPolicyRule.
 */
export function writeGcpPolicy({ needs, network, planSlug, proxy, attachedTo }: TargetOrder): TargetRules {
  const cluster = openCluster(network, needs);
  const mark = madeByCommands(planSlug);
  const rules = toRules({ needs, network, proxy }, mark);
  const isStarred = ({ host }: EgressNeed): boolean => host?.startsWith('*') === true;
  const addressless = needs.filter(({ addresses }) => addresses.length === 0);
  return {
    notYetPossible: [
      ...addressless.filter(({ host }) => host === undefined).map(describeNoDestination),
      ...[...Map.groupBy(addressless.filter(isStarred), ({ planPath }) => planPath).values()].flatMap(([first]) =>
        first === undefined ? [] : [describeStar(first)],
      ),
      ...cluster.notYetPossible,
      ...describeSources(network, 'the rules bear on all machines of the network'),
      ...describeUnspoken(needs, { network, proxy }),
      ...describeProxySources(needs, { network, proxy }),
    ],
    surplus: cluster.surplus,
    remarks: [nodesOwn, describeChange(mark), ...describeQuota(rules)],
    write: (header) => [
      { name: 'gcp-firewall-policy.json', mediaType: 'application/json', text: toPolicy(header, rules, attachedTo) },
      { name: 'gcp-firewall-policy.sh', mediaType: 'application/x-sh', text: toCommands(header, rules, mark) },
    ],
  };
}

function describeStar(need: EgressNeed): NotYetPossible {
  return {
    connection: need.connection,
    why: `What Google Cloud takes a name with a star for is not documented, and the addresses of ${need.host ?? ''} are not in the plan.`,
    alternative: `Enter the one host in ${need.planPath}.hosts, or addresses in ${need.planPath}.cidrs.`,
  };
}

/** Addresses that the cluster itself calls, of a version of IP of which the plan gives it none: no rule can be for its traffic. */
function describeUnspoken(
  needs: readonly EgressNeed[],
  order: Pick<TargetOrder, 'network' | 'proxy'>,
): readonly NotYetPossible[] {
  const lacks = ({ leaves, addresses }: EgressNeed): boolean =>
    leaves === 'the cluster' && addresses.some(({ family }) => sourcesIn(family, leaves, order) === undefined);
  return [...new Set(needs.filter(lacks).map(({ connection }) => connection))].map((connection) => ({
    connection,
    why: 'It has addresses of a version of IP of which the plan has no address of the cluster.',
    alternative: 'Enter all addresses of the cluster in network.podCidrs and network.nodeCidrs.',
  }));
}

function describeChange(mark: string): string {
  return `The commands can be run again, for a changed plan as well: they add the rules of now, and then take away those that they made before, known by “${mark}” in their description. Until then the quota of rule attributes must have room for both. A network takes one such policy: where it has one, set FIREWALL_POLICY to its name, and its other rules are left as they are.`;
}

interface PolicyRule {
  readonly ruleName: string;
  readonly description: string;
  readonly priority: number;
  readonly direction: 'EGRESS';
  readonly action: 'allow' | 'deny';
  readonly match: {
    /** By protocol and ports; `all` for every protocol. */
    readonly layer4Configs: readonly { readonly ipProtocol: string; readonly ports?: readonly string[] }[];
    readonly srcIpRanges?: readonly string[];
    readonly destIpRanges?: readonly string[];
    readonly destFqdns?: readonly string[];
  };
}

const gcpNames = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' } as const;
const families = [4, 6] as const;
const everything = { 4: '0.0.0.0/0', 6: '::/0' } as const;

/** A rule is of one family of addresses, and for the traffic of this cluster: other machines of the network keep theirs. */
function toRules(
  { needs, network, proxy }: Pick<TargetOrder, 'needs' | 'network' | 'proxy'>,
  mark: string,
): readonly PolicyRule[] {
  const own = addressRanges(flowsTo([...network.podRanges, ...network.nodeRanges]));
  const isOwn = (family: Family): boolean => own.length === 0 || own.some((range) => range.family === family);
  const toSources = (family: Family, leaves: EgressNeed['leaves']): Pick<PolicyRule['match'], 'srcIpRanges'> => {
    const sources = sourcesIn(family, leaves, { network, proxy }) ?? [];
    return sources.length === 0 ? {} : { srcIpRanges: sources };
  };
  const isSpoken = (family: Family, leaves: EgressNeed['leaves']): boolean =>
    sourcesIn(family, leaves, { network, proxy }) !== undefined;
  const suffix = (family: Family): string => (family === 6 ? '-ipv6' : '');
  const byName = needs.filter(({ host, addresses }) => addresses.length === 0 && host?.startsWith('*') === false);
  const named = groupBySite(byName);
  const allowed = families.flatMap((family) => [
    ...(own.length === 0 || !isOwn(family)
      ? []
      : [
          {
            name: `within-cluster${suffix(family)}`,
            description: 'Pods and nodes of the cluster',
            match: {
              layer4Configs: [{ ipProtocol: 'all' }],
              ...toSources(family, 'the cluster'),
              destIpRanges: cidrsOf(own, family),
            },
          },
        ]),
    ...openAddresses(needs)
      .filter(({ ranges, leaves }) => ranges[0]?.family === family && isSpoken(family, leaves))
      .flatMap(({ name, remark, ranges, protocol, ports, leaves }) =>
        inParts(cidrsOf(ranges, family), mostRangesOfRule).map((destIpRanges) => ({
          name,
          description: remark,
          match: { layer4Configs: toServices(protocol, ports), ...toSources(family, leaves), destIpRanges },
        })),
      ),
    ...named
      .filter(({ first: { leaves } }) => isSpoken(family, leaves))
      .flatMap(({ first: { connection, from, to, protocol, leaves }, hosts, ports }) =>
        inParts(hosts, mostNamesOfRule).map((destFqdns) => ({
          name: `${toSlug(connection)}-${namePorts(ports)}-by-name${suffix(family)}`,
          description: `${from} to ${to}`,
          match: { layer4Configs: toServices(protocol, ports), ...toSources(family, leaves), destFqdns },
        })),
      ),
  ]);
  const denied = families.filter(isOwn).map((family) => ({
    name: `deny-everything-else${suffix(family)}`,
    description: 'what the plan does not need',
    match: {
      layer4Configs: [{ ipProtocol: 'all' }],
      ...toSources(family, 'the cluster'),
      destIpRanges: [everything[family]],
    },
  }));
  const numbered =
    (action: PolicyRule['action'], { first, step }: Numbers) =>
    ({ name, description, match }: (typeof allowed)[number], index: number) => ({
      ruleName: name,
      description: `${mark} ${description}`,
      match,
      priority: first + index * step,
      direction: 'EGRESS' as const,
      action,
    });
  return [
    ...withOwnNames(allowed).map(numbered('allow', numbersOf.allow)),
    ...denied.map(numbered('deny', numbersOf.deny)),
  ];
}

/** A rule takes 5,000, and a word of a command 128 KiB on Linux, which is less of IPv6. Source: FirewallPolicyRuleMatcher. */
const mostRangesOfRule = 2500;
/** Source: FirewallPolicyRuleMatcher, `destFqdns`. */
const mostNamesOfRule = 100;

/** Google publishes no number for it: from here on the quota is worth a look. */
const manyAttributes = 2000;

/** Source: "Quotas and limits", rule attribute count details: each range, name, protocol and range of ports is one. */
function describeQuota(rules: readonly PolicyRule[]): readonly string[] {
  const count = rules
    .flatMap(({ match: { layer4Configs, srcIpRanges = [], destIpRanges = [], destFqdns = [] } }) => [
      srcIpRanges.length + destIpRanges.length + destFqdns.length,
      ...layer4Configs.map(({ ports = [] }) => 1 + ports.length),
    ])
    .reduce((sum, part) => sum + part, 0);
  return count <= manyAttributes
    ? []
    : [
        `It has ${count} rule attributes: look whether the project’s quota “Rule attributes per global network firewall policy” has room for them, raise it, or enter wider ranges in the plan.`,
      ];
}

/** As gcloud makes them of `tcp:443,tcp:8443`. */
function toServices(protocol: Protocol, ports: readonly PortRange[]): PolicyRule['match']['layer4Configs'] {
  return ports.map((range) => ({ ipProtocol: gcpNames[protocol], ports: [writePorts(range)] }));
}

interface Numbers {
  readonly first: number;
  readonly step: number;
}

/** What denies everything else comes behind what other plans, and people themselves, allow in the same policy. */
const numbersOf = {
  allow: { first: 1000, step: 10 },
  deny: { first: 2_000_000_000, step: -1 },
} as const satisfies Record<PolicyRule['action'], Numbers>;

/** Associated with the networks that the plan attaches the layer to, so that it can be checked against the same plan. */
function toPolicy(header: readonly string[], rules: readonly PolicyRule[], attachedTo: readonly string[]): string {
  const name = 'pdp-egress';
  const associations = attachedTo.map((network) => ({ name, attachmentTarget: `global/networks/${network}` }));
  const policy = { kind: 'compute#firewallPolicy', name, description: header.join('\n'), rules, associations };
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/**
 * Rules of now are made before those of an earlier run are taken away, so that nothing that is needed is closed in between.
 * Numbers are looked up while the commands run: two rules of a policy can’t have the same. A rule of somebody else that denies
 * everything before them, as those of commands without a mark did, stops them before anything is changed: what is new would be closed.
 */
function toCommands(header: readonly string[], rules: readonly PolicyRule[], mark: string): string {
  const policies = 'gcloud compute network-firewall-policies';
  const ofPolicy = '--firewall-policy "$FIREWALL_POLICY" --global-firewall-policy';
  const list = (part: string, fields: string): string =>
    `${policies} describe "$FIREWALL_POLICY" --global --flatten='${part}[]' --format='value(${fields})'`;
  const add = (wanted: PolicyRule['action']): readonly string[] => {
    const { first, step } = numbersOf[wanted];
    const own = rules.filter(({ action }) => action === wanted);
    return [`free=${first} step=${step}`, ...own.map(toCommand)];
  };
  return toShellScript(header, [
    ': "${NETWORK:?Set it to the VPC network of the nodes.}"',
    'FIREWALL_POLICY=${FIREWALL_POLICY:-pdp-egress}',
    `${policies} describe "$FIREWALL_POLICY" --global >/dev/null 2>&1 ||`,
    `  ${policies} create "$FIREWALL_POLICY" --global --description "Egress of a private data plane"`,
    `there=$(${list('rules', 'rules.priority, rules.direction, rules.action, rules.match.destIpRanges.list(), rules.description')})`,
    `before=$(printf '%s\\n' "$there" | awk -F '\\t' -v mark='${mark} ' ${countsOf(rules)} '`,
    '  { taken[$1] }',
    '  $2 == "EGRESS" && $3 == "deny" && $4 ~ /(^|,)(0[.]0[.]0[.]0|::)\\/0(,|$)/ && index($5, mark) != 1 { denied[$1] }',
    '  END {',
    '    for (last = first; count > 0; last += step) if (!(last in taken)) count--',
    '    for (number in denied) if (number + 0 < last) print number',
    "  }')",
    '[ -z "$before" ] || {',
    '  echo "The policy denies everything by" $before "before what these rules would allow: take it away or give it a higher number. Nothing was changed." >&2',
    '  exit 1',
    '}',
    '# Under the next number that is free.',
    'add() {',
    `  while printf '%s\\n' "$there" | cut -f 1 | grep -qx "$free"; do free=$((free + step)); done`,
    `  ${policies} rules create "$free" ${ofPolicy} --direction EGRESS "$@"`,
    '  free=$((free + step))',
    '}',
    ...add('allow'),
    '# What denies everything else comes last.',
    ...add('deny'),
    '# What an earlier run made for this plan.',
    `made=$(printf '%s\\n' "$there" | awk -F '\\t' -v mark='${mark} ' 'index($5, mark) == 1 { print $1 }')`,
    'for priority in $made; do',
    `  ${policies} rules delete "$priority" ${ofPolicy} --quiet`,
    'done',
    '# In force from here on. Rules of the VPC network itself come first unless its enforcement order says otherwise.',
    '# A network has one such policy: --replace-association-on-target puts this one in the place of another.',
    `${list('associations', 'associations.attachmentTarget')} | grep -q "/networks/\${NETWORK##*/}$" ||`,
    `  ${policies} associations create ${ofPolicy} --network "$NETWORK"`,
  ]);
}

/** How many numbers are looked for, and from where on. */
function countsOf(rules: readonly PolicyRule[]): string {
  const count = rules.filter(({ action }) => action === 'allow').length;
  return `-v first=${numbersOf.allow.first} -v step=${numbersOf.allow.step} -v count=${count}`;
}

function toCommand({ action, description, match: { layer4Configs, ...match } }: PolicyRule): string {
  return [
    `add --action ${action} --description ${toShellWord(description)}`,
    `--layer4-configs ${layer4Configs.map(({ ipProtocol, ports }) => [ipProtocol, ...(ports ?? [])].join(':')).join(',')}`,
    ...(match.srcIpRanges === undefined ? [] : [`--src-ip-ranges ${match.srcIpRanges.join(',')}`]),
    ...(match.destIpRanges === undefined ? [] : [`--dest-ip-ranges ${match.destIpRanges.join(',')}`]),
    ...(match.destFqdns === undefined ? [] : [`--dest-fqdns ${match.destFqdns.join(',')}`]),
  ].join(' \\\n  ');
}
