import { toCidrs } from '../flows/address.ts';
import type { AddressRange } from '../flows/address.ts';
import { madeByCommands, nodesOwn, openAddresses, openCluster } from './addressRules.ts';
import { describeNoAddresses, writePorts } from './egressNeed.ts';
import { toShellScript, toShellWord } from './shellWords.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';

/**
 * A security group as `aws ec2 describe-security-groups` prints it once its egress rules are in force, and the commands that
 * put them into one that is there. A new group lets everything out: that rule is taken away. Source: EC2 API, IpPermission.
 */
export function writeAwsSecurityGroup({ needs, network, planSlug, attachedTo }: TargetOrder): TargetRules {
  const cluster = openCluster(network, needs);
  const mark = madeByCommands(planSlug);
  const permissions = toPermissions({ needs, network }, mark);
  return {
    notYetPossible: [
      ...describeNoAddresses(
        needs.filter(({ addresses }) => addresses.length === 0),
        'A security group',
        'the target aws-network-firewall, with its public addresses open here',
      ),
      ...cluster.notYetPossible,
    ],
    surplus: cluster.surplus,
    remarks: [nodesOwn, ...describeChange(mark), ...describeQuota(permissions)],
    write: (header) => [
      {
        name: 'aws-security-group.json',
        mediaType: 'application/json',
        text: `${JSON.stringify({ SecurityGroups: [toGroup(header, attachedTo, permissions)] }, null, 2)}\n`,
      },
      {
        name: 'aws-security-group.sh',
        mediaType: 'application/x-sh',
        text: toShellScript(header, toCommands(permissions, mark)),
      },
    ],
  };
}

function describeChange(mark: string): readonly string[] {
  return [
    `The commands can be run again, for a changed plan as well: they add what is not there, and then take away what they added before, known by “${mark}” in its description, and is not needed any more. Until then the rules of before and of now must fit into the group together, which takes ${mostRules} of one version of IP unless the quota of the account is raised.`,
    'A group holds a range on its ports once, under the description of the plan whose commands came first: where plans share a group, run the commands of the others again when one of them has changed.',
  ];
}

interface IpPermission {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges?: readonly { readonly CidrIp: string; readonly Description: string }[];
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6: string; readonly Description: string }[];
}

/** A range may stand once for a protocol and its ports, whichever rows need it. */
function toPermissions(
  { needs, network }: Pick<TargetOrder, 'needs' | 'network'>,
  mark: string,
): readonly IpPermission[] {
  const { ranges } = openCluster(network, needs);
  const within = ranges.map((range) => ({ range, description: 'within the cluster' }));
  const onPorts = openAddresses(needs).flatMap(({ ports, ...opening }) => ports.map((range) => ({ opening, range })));
  const byPorts = Map.groupBy(onPorts, ({ opening, range }) => `${opening.protocol} ${writePorts(range)}`);
  return [
    ...(within.length === 0 ? [] : [{ IpProtocol: '-1', ...toIpRanges(within, mark) }]),
    ...[...byPorts.values()].flatMap((openings) => {
      const [first] = openings;
      if (first === undefined) return [];
      const described = openings.flatMap(({ opening }) =>
        opening.ranges.map((range) => ({ range, description: opening.connection })),
      );
      const { first: FromPort, last: ToPort } = first.range;
      return [{ IpProtocol: awsNames[first.opening.protocol], FromPort, ToPort, ...toIpRanges(described, mark) }];
    }),
  ];
}

/** Protocols by name, or by IANA's number where AWS has no name. */
const awsNames = { TCP: 'tcp', UDP: 'udp', SCTP: '132' } as const;

interface DescribedRange {
  readonly range: AddressRange;
  readonly description: string;
}

function toIpRanges(described: readonly DescribedRange[], mark: string): Pick<IpPermission, 'IpRanges' | 'Ipv6Ranges'> {
  const of = (family: 4 | 6): readonly (readonly [cidr: string, description: string])[] => {
    const cidrs = described
      .filter(({ range }) => range.family === family)
      .flatMap(({ range, description }) => toCidrs(range).map((cidr) => ({ cidr, description })));
    return [...Map.groupBy(cidrs, ({ cidr }) => cidr)].map(([cidr, some]) => [
      cidr,
      toDescription(`${mark} ${[...new Set(some.map(({ description }) => description))].join(', ')}`),
    ]);
  };
  const [v4, v6] = [of(4), of(6)];
  return {
    ...(v4.length === 0 ? {} : { IpRanges: v4.map(([CidrIp, Description]) => ({ CidrIp, Description })) }),
    ...(v6.length === 0 ? {} : { Ipv6Ranges: v6.map(([CidrIpv6, Description]) => ({ CidrIpv6, Description })) }),
  };
}

/** What EC2 takes for the description of a rule. */
function toDescription(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]/g, '-').slice(0, 255);
}

const name = 'pdp-egress';

/** Under the id that the plan attaches the layer to, so that it can be checked against the same plan. */
function toGroup(header: readonly string[], attachedTo: readonly string[], permissions: readonly IpPermission[]) {
  return {
    GroupId: attachedTo.find((target) => target.startsWith('sg-')) ?? name,
    GroupName: name,
    Description: header.join('\n'),
    IpPermissions: [],
    IpPermissionsEgress: permissions,
  };
}

/**
 * Each range counts as one, and so does the rule that lets everything out, which is taken away at the end. Source: Amazon VPC
 * User Guide, "Amazon VPC quotas", for each family of addresses.
 */
const mostRules = 60;

function describeQuota(permissions: readonly IpPermission[]): readonly string[] {
  const counts = [
    permissions.flatMap(({ IpRanges = [] }) => IpRanges).length,
    permissions.flatMap(({ Ipv6Ranges = [] }) => Ipv6Ranges).length,
  ];
  const most = Math.max(...counts);
  return most < mostRules
    ? []
    : [
        `It has ${most} rules of one version of IP beside the one that lets everything out until the last command, and a security group takes ${mostRules} unless the quota of the account is raised: raise it, enter wider ranges in the plan, or open names by the target aws-network-firewall.`,
      ];
}

/** A word of a command may have 128 KiB on Linux. */
const mostRangesOfCommand = 200;

/** A line for each range on its ports. A rule for all protocols has no ports: it is printed with -1 in their place. */
function toLines({ IpProtocol, FromPort = -1, ToPort = -1, IpRanges = [], Ipv6Ranges = [] }: IpPermission): string[] {
  const ranges = [
    ...IpRanges.map(({ CidrIp, Description }) => [CidrIp, Description] as const),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => [CidrIpv6, Description] as const),
  ];
  return ranges.map(
    ([range, description]) => `allow ${IpProtocol} ${FromPort} ${ToPort} ${range} ${toShellWord(description)}`,
  );
}

const describeRules =
  'aws ec2 describe-security-group-rules --filters "Name=group-id,Values=$SECURITY_GROUP_ID" --output text';
const columns = 'IpProtocol, FromPort, ToPort, CidrIpv4 || CidrIpv6';

/** A range that is there on its ports already would make a whole command fail, whoever allowed it. */
const toCommands = (permissions: readonly IpPermission[], mark: string): readonly string[] => [
  ': "${SECURITY_GROUP_ID:?Set it to the security group of the nodes, or of the pods.}"',
  `there=$(${describeRules} \\`,
  `  --query 'SecurityGroupRules[?IsEgress].[${columns}]')`,
  `there="|$(printf '%s' "$there" | tr '\\t\\n' ' |')|"`,
  'wanted="|" missing= count=0',
  'add() {',
  '  [ -n "$missing" ] || return 0',
  '  aws ec2 authorize-security-group-egress --group-id "$SECURITY_GROUP_ID" --ip-permissions "[$missing]" >/dev/null',
  '  missing= count=0',
  '}',
  '# Protocol, first and last port, range, description.',
  'allow() {',
  '  wanted="$wanted$1 $2 $3 $4|"',
  '  case "$there" in *"|$1 $2 $3 $4|"*) return 0 ;; esac',
  '  case "$4" in *:*) ranges=Ipv6Ranges range=CidrIpv6 ;; *) ranges=IpRanges range=CidrIp ;; esac',
  '  missing="${missing:+$missing,}$(printf \'{"IpProtocol":"%s","FromPort":%s,"ToPort":%s,"%s":[{"%s":"%s","Description":"%s"}]}\' \\',
  '    "$1" "$2" "$3" "$ranges" "$range" "$4" "$5")"',
  '  count=$((count + 1))',
  `  [ "$count" -lt ${mostRangesOfCommand} ] || add`,
  '}',
  ...permissions.flatMap(toLines),
  'add',
  '# What a group lets out when it is made, over IPv4 and in a network with IPv6 over that as well, and what the plan needed before.',
  `made=$(${describeRules} \\`,
  `  --query "SecurityGroupRules[?IsEgress && (starts_with(Description || '', '${mark}') || IpProtocol=='-1' && (CidrIpv4=='0.0.0.0/0' || CidrIpv6=='::/0'))].[SecurityGroupRuleId, ${columns}]")`,
  `left=$(printf '%s\\n' "$made" | while read -r id protocol first last range; do`,
  '  case "$wanted" in (*"|$protocol $first $last $range|"*) ;; (*) echo "$id" ;; esac',
  'done)',
  '[ -z "$left" ] || aws ec2 revoke-security-group-egress --group-id "$SECURITY_GROUP_ID" --security-group-rule-ids $left >/dev/null',
];
