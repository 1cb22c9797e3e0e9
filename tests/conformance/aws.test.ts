/**
 * AWS networks with right answers by other judges: Batfish (transcribed from its tests), np-guard's VPC analyzer (its own
 * tables and explanations). What comes from the internet is asked as from a subnet outside whose own rules are open.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readAws, askAws } from '#shared/network/formats/aws/testing/askAws.ts';
import type { AwsQuestion } from '#shared/network/formats/aws/testing/askAws.ts';
import { messagesOf, servicesOfProtocol } from '#shared/network/flows/services.ts';
import type { FormatReading } from '#shared/network/reading/ruleFormat.ts';
import { parseSource } from '#shared/network/source/parseSource.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import { foreignData, isForeignDataPresent, readForeignFiles } from './foreignData.ts';
import { listUnsupported, scoreCases } from './scoreCases.ts';

type Json = Readonly<Record<string, unknown>>;
type Files = Readonly<Record<string, Json>>;

const textOf = (file: string): string => readFileSync(path.join(foreignData, file), 'utf8');
const jsonOf = (file: string): Json => JSON.parse(textOf(file)) as Json;

/** The world outside: one address, with a group, an ACL and a table that let everything through. */
function outside(address: string): Files {
  const open = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  const entry = { RuleNumber: 1, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' };
  return {
    'outside.json': {
      Vpcs: [{ VpcId: 'vpc-outside', CidrBlock: `${address}/32` }],
      SecurityGroups: [{ GroupId: 'sg-outside', VpcId: 'vpc-outside', IpPermissions: open, IpPermissionsEgress: open }],
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-outside',
          PrivateIpAddress: address,
          SubnetId: 'subnet-outside',
          Groups: [{ GroupId: 'sg-outside' }],
        },
      ],
      Subnets: [{ SubnetId: 'subnet-outside', CidrBlock: `${address}/32` }],
      NetworkAcls: [
        {
          NetworkAclId: 'acl-outside',
          VpcId: 'vpc-outside',
          Associations: [{ SubnetId: 'subnet-outside' }],
          Entries: [
            { ...entry, Egress: true },
            { ...entry, Egress: false },
          ],
        },
      ],
      RouteTables: [
        {
          RouteTableId: 'rtb-outside',
          Associations: [{ SubnetId: 'subnet-outside' }],
          Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'local', State: 'active' }],
        },
      ],
    },
  };
}

type Connection = { readonly from: string; readonly to: string } & Pick<AwsQuestion, 'protocol' | 'port' | 'services'>;

interface Judged {
  readonly verdict: Verdict;
  readonly deniedBy: readonly string[];
}

/** What the layers that the files speak for make of a connection together. */
function judge(reading: FormatReading, { from, ...asked }: Connection): Judged {
  const question = { attachedTo: [from], ...asked };
  const answers = reading.layers.map(({ layer }) => askAws(reading, { ...question, layer } as AwsQuestion));
  return {
    verdict: worstOf(answers.map(({ verdict }) => verdict)),
    deniedBy: answers.filter(({ verdict }) => verdict === 'denied').flatMap(({ deniedBy }) => deniedBy),
  };
}

/** Layers are passed one after the other: the first that denies, denies. */
function worstOf(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['denied', 'unknown', 'partly-allowed', 'allowed'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'unknown';
}

interface Case {
  readonly source: string;
  readonly name: string;
  readonly expected: string;
  /** Why the question can’t be put. */
  readonly unsupported?: string;
  readonly answer?: () => readonly Judged[];
  /** A rule that must be among those that deny. */
  readonly deniedBy?: string;
}

interface Row {
  readonly case: string;
  readonly input: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly port: string;
  readonly expected: string;
  readonly needs: string;
}

function readExpectations(file: string): readonly Row[] {
  if (!existsSync(path.join(foreignData, file))) return [];
  const lines = textOf(file).trim().split('\n');
  return lines.slice(1).map((line) => {
    const [name, input, source, destination, protocol, port, expected, , needs] = line.split('\t');
    return {
      case: name ?? '',
      input: input ?? '',
      source: source ?? '',
      destination: destination ?? '',
      protocol: protocol ?? '',
      port: port ?? '',
      expected: expected ?? '',
      needs: needs ?? '',
    };
  });
}

function connectionsOf(row: Row, from: string, to: string): readonly Connection[] {
  return askedBy(row).map((what) => ({ from, to, ...what }));
}

function askedBy({ protocol, port }: Row): readonly Pick<AwsQuestion, 'protocol' | 'port' | 'services'>[] {
  // `8/0`, or `8/any code`.
  const [type, code] = port.split('/').map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
  if (protocol === 'ICMP') return [{ services: messagesOf('ICMP', type, code) }];
  if (/^\d+$/.test(protocol)) return [{ services: servicesOfProtocol(Number(protocol)) }];
  if (protocol !== 'any' && port !== 'any') return [{ protocol: protocol as 'TCP' | 'UDP', port: Number(port) }];
  return (
    [
      { protocol: 'TCP', port: 443 },
      { protocol: 'UDP', port: 53 },
    ] as const
  ).filter((one) => protocol === 'any' || protocol === one.protocol);
}

const addressIn = (text: string): string => /\d+\.\d+\.\d+\.\d+/.exec(text)?.[0] ?? '';

// Batfish

function batfishCase(row: Row, index: number): Case {
  const base = {
    source: 'Batfish, AWS',
    name: `${index + 1}: ${row.source} to ${row.destination} ${row.protocol} ${row.port}`,
    expected: row.expected,
  };
  const files = Object.fromEntries(row.input.split(';').map((file) => [file, jsonOf(file)]));
  return row.input.endsWith('SecurityGroupTest.json')
    ? { ...base, answer: () => askGroupAlone(row, files) }
    : { ...base, answer: () => askSnapshot(row, files) };
}

/** One of a file's groups at an interface inside, against one address outside. */
function askGroupAlone(row: Row, files: Files): readonly Judged[] {
  const position = Number(/by position (\d+)/.exec(row.needs)?.[1]);
  const [file] = Object.values(files);
  const group = ((file ?? {})['SecurityGroups'] as readonly Json[])[position] ?? {};
  const isInbound = row.destination === 'member of the group';
  const other = addressIn(isInbound ? row.source : row.destination);
  const member = {
    NetworkInterfaceId: 'eni-member',
    PrivateIpAddress: '10.0.0.4',
    Groups: [{ GroupId: group['GroupId'] }],
  };
  const around = outside(other === '0.0.0.0' ? '198.51.100.7' : other)['outside.json'] ?? {};
  const reading = readAws({
    'groups.json': { SecurityGroups: [group] },
    'member.json': { NetworkInterfaces: [member] },
    'outside.json': {
      Vpcs: around['Vpcs'],
      SecurityGroups: around['SecurityGroups'],
      NetworkInterfaces: around['NetworkInterfaces'],
    },
  });
  const [from, to] = isInbound ? ['eni-outside', '10.0.0.4'] : ['eni-member', other];
  return connectionsOf(row, from, to).map((connection) => judge(reading, connection));
}

function askSnapshot(row: Row, files: Files): readonly Judged[] {
  const isFromOutside = row.source.includes('(internet)');
  const reading = readAws(isFromOutside ? { ...files, ...outside(addressIn(row.source)) } : files);
  // An internet gateway translates a public address to the private one of its interface before any group sees it.
  const to = isFromOutside ? privateAddressOf(addressIn(row.destination), files) : addressIn(row.destination);
  const from = isFromOutside ? 'eni-outside' : (row.source.split(' ')[0] ?? '');
  return connectionsOf(row, from, to).map((connection) => judge(reading, connection));
}

function privateAddressOf(publicAddress: string, files: Files): string {
  const interfaces = Object.values(files).flatMap((file) => (file['NetworkInterfaces'] ?? []) as readonly Json[]);
  const holder = interfaces.find((one) => JSON.stringify(one['Association'] ?? {}).includes(`"${publicAddress}"`));
  return String(holder?.['PrivateIpAddress']);
}

// np-guard's VPC analyzer

const analyzer = 'aws/vpc-analyzer';
const inputOf = (name: string): string => `${analyzer}/examples/input/input_${name}.json`;

/**
 * Its inputs hold no route tables: it takes a subnet that gives out public addresses for one with a way to the internet
 * gateway, and every other for one without. These are the tables that say so.
 */
function assumedRoutes(network: Json): Json {
  return {
    RouteTables: (network['subnets'] as readonly Json[]).map((subnet, index) => ({
      RouteTableId: `rtb-${index}`,
      VpcId: subnet['VpcId'],
      Associations: [{ SubnetId: subnet['SubnetId'] }],
      Routes: [
        { DestinationCidrBlock: '10.0.0.0/8', GatewayId: 'local', State: 'active' },
        ...(subnet['MapPublicIpOnLaunch'] === true
          ? [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-assumed', State: 'active' }]
          : []),
      ],
    })),
  };
}

interface Place {
  readonly name: string;
  readonly address: string;
  readonly isPrivate: boolean;
  readonly vpcId: string;
}

interface World {
  readonly file: Json;
  readonly instances: readonly Place[];
  readonly subnets: readonly Place[];
}

function worldOf(name: string): World {
  const file = jsonOf(inputOf(name));
  const subnets = (file['subnets'] as readonly Json[]).map((subnet) => ({
    id: String(subnet['SubnetId']),
    name: tagOf(subnet) ?? String(subnet['SubnetId']),
    // Any address of the subnet will do.
    address: String(subnet['CidrBlock']).replace(/\d+\/\d+$/, '200'),
    isPrivate: subnet['MapPublicIpOnLaunch'] !== true,
    vpcId: String(subnet['VpcId']),
  }));
  const instances = (file['instances'] as readonly Json[]).flatMap((instance) =>
    (instance['NetworkInterfaces'] as readonly Json[]).map((one) => ({
      name: tagOf(instance) ?? String(instance['InstanceId']),
      address: String(one['PrivateIpAddress']),
      isPrivate: subnets.find(({ id }) => id === one['SubnetId'])?.isPrivate ?? true,
      vpcId: String(one['VpcId']),
    })),
  );
  return { file, instances, subnets };
}

function tagOf(thing: Json): string | undefined {
  const tags = (thing['Tags'] ?? []) as readonly Json[];
  const value = tags.find((tag) => tag['Key'] === 'Name')?.['Value'];
  return value === undefined ? undefined : String(value);
}

interface Line {
  readonly from: string;
  readonly to: string;
  readonly connections: string;
}

/** `a[10.0.0.1] => Public Internet 1.2.3.4/32 : protocol: TCP src-ports: 9080 *`, by VPC. */
function linesOf(file: string): readonly Line[] {
  return textOf(file)
    .split('\n')
    .flatMap((line) => {
      const parts = /^(.+) => (.+) : (.+?)\s*$/.exec(line);
      const nameOf = (text = ''): string => text.replace(/\[[\d.]+\]$/, '');
      return parts === null ? [] : [{ from: nameOf(parts[1]), to: nameOf(parts[2]), connections: parts[3] ?? '' }];
    });
}

const internet = 'Public Internet';
const allRanges = '(all ranges)';

/** Whether the lines let a connection from a Linux node through: a line with `*` lets no reply back. */
function isListed(
  lines: readonly Line[],
  from: string,
  to: string,
  address: string,
  { protocol, port }: (typeof askedPorts)[number],
): boolean {
  const means = (text: string, name: string): boolean => {
    if (name !== internet) return text === name;
    if (!text.startsWith(internet)) return false;
    const ranges = text.slice(internet.length).trim();
    return ranges === allRanges || ranges.split(',').some((range) => range.trim() === `${address}/32`);
  };
  const holds = (list: string | undefined, first: number, last: number): boolean =>
    list === undefined ||
    list.split(',').some((part) => {
      const [low = 0, high = low] = part.split('-').map(Number);
      return low <= first && high >= last;
    });
  return lines.some(({ from: own, to: other, connections }) => {
    if (!means(own, from) || !means(other, to) || connections.endsWith('*')) return false;
    if (connections === 'All Connections') return true;
    const parts = /^protocol: (\w+)(?: src-ports: (\S+))?(?: dst-ports: (\S+))?$/.exec(connections);
    if (parts === null) throw new Error(`Not understood: ${connections}`);
    return parts[1] === protocol && holds(parts[2], 32768, 60999) && holds(parts[3], port, port);
  });
}

const askedPorts = [
  { protocol: 'TCP', port: 443 },
  { protocol: 'TCP', port: 9080 },
  { protocol: 'UDP', port: 53 },
] as const;

/** One address that its tables name, and one that they do not. */
const internetAddresses = ['147.235.208.136', '8.8.8.8'];

/** Every pair of places in a VPC that the table has, whether it lists the pair or not. */
function tableCases(name: string, kind: 'instances' | 'subnets'): readonly Case[] {
  const suffix = kind === 'instances' ? '' : 'subnetsBased_withPGW';
  const world = worldOf(name);
  const lines = linesOf(`${analyzer}/examples/out/analysis_out/${name}_all_vpcs_${suffix}.txt`);
  const acls = ['aws-network-acl'];
  // The table of subnets goes by network ACLs alone.
  const rules = kind === 'subnets' ? acls : ['aws-security-group', ...acls];
  const network: Files = { 'network.json': world.file };
  const insideReading = withLayers(readAws(network), rules);
  const outwardReading = readAws({ ...network, 'routes.json': assumedRoutes(world.file) });
  const inwardReadings = new Map(
    internetAddresses.map((address) => [address, withLayers(readAws({ ...network, ...outside(address) }), rules)]),
  );
  const places = world[kind];
  const inside = places.flatMap((from) =>
    places
      .filter((to) => to !== from && to.vpcId === from.vpcId)
      .flatMap((to) =>
        askedPorts.map((what): Case => ({
          source: `VPC analyzer, ${kind}`,
          name: `${name}: ${from.name} to ${to.name} ${what.protocol} ${what.port}`,
          expected: isListed(lines, from.name, to.name, '', what) ? 'allowed' : 'denied',
          answer: () => [judge(insideReading, { from: from.name, to: to.address, ...what })],
        })),
      ),
  );
  const outwards = places.flatMap((from) =>
    internetAddresses.flatMap((address) =>
      askedPorts.map((what): Case => ({
        source: `VPC analyzer, ${kind}`,
        name: `${name}: ${from.name} to ${address} ${what.protocol} ${what.port}`,
        expected: isListed(lines, from.name, internet, address, what) ? 'allowed' : 'denied',
        answer: () => {
          // Of a subnet without nodes it is not known whether they would have public addresses.
          const layers = kind === 'subnets' && !from.isPrivate ? rules : [...rules, 'route'];
          return [judge(withLayers(outwardReading, layers), { from: from.name, to: address, ...what })];
        },
      })),
    ),
  );
  // Nobody outside can ask for an address that is private.
  const inwards = (kind === 'subnets' ? [] : places.filter(({ isPrivate }) => !isPrivate)).flatMap((to) =>
    internetAddresses.flatMap((address) =>
      askedPorts.map((what): Case => ({
        source: `VPC analyzer, ${kind}`,
        name: `${name}: ${address} to ${to.name} ${what.protocol} ${what.port}`,
        expected: isListed(lines, internet, to.name, address, what) ? 'allowed' : 'denied',
        answer: () => {
          const reading = inwardReadings.get(address);
          return reading === undefined ? [] : [judge(reading, { from: 'eni-outside', to: to.address, ...what })];
        },
      })),
    ),
  );
  return [...inside, ...outwards, ...inwards];
}

function withLayers(reading: FormatReading, layers: readonly string[]): FormatReading {
  return { ...reading, layers: reading.layers.filter(({ layer }) => layers.includes(layer)) };
}

function analyzerRow(row: Row, index: number): Case {
  const base = {
    source: 'VPC analyzer, expectations',
    name: `${index + 1}: ${row.source} to ${row.destination} ${row.protocol} ${row.port}`,
    expected: row.expected,
  };
  const otherClient = /client source port (\d+)-(\d+)/.exec(row.needs);
  if (otherClient !== null && Number(otherClient[1]) < 32768) {
    return { ...base, unsupported: 'it is about a client that is no Linux node' };
  }
  return {
    ...base,
    answer: () => {
      const file = jsonOf(row.input);
      const isFromOutside = row.source.endsWith('/16');
      const source = isFromOutside ? '147.235.0.7' : row.source;
      const around = isFromOutside ? outside(source) : {};
      const isOutwards = row.needs.includes('no public path');
      const routes: Files = isOutwards ? { 'routes.json': assumedRoutes(file) } : {};
      const reading = withLayers(readAws({ 'network.json': file, ...around, ...routes }), [
        'aws-security-group',
        'aws-network-acl',
        ...(isOutwards ? ['route'] : []),
      ]);
      const instance = (file['instances'] as readonly Json[]).find((one) =>
        JSON.stringify(one).includes(`"${source}"`),
      );
      const from = isFromOutside ? 'eni-outside' : String(instance?.['InstanceId']);
      return connectionsOf(row, from, row.destination).map((connection) => judge(reading, connection));
    },
  };
}

/** An explanation says of one pair whether it is connected, and what blocks it. */
function explanationCases(): readonly Case[] {
  const explained = [
    { file: 'ip_to_ip', input: 'aws_sg_1_allow_sg_private', blocks: undefined },
    { file: 'nacl_blocking', input: 'aws_mixed', blocks: '(acl1): inbound 32767' },
    { file: 'same_subnet_no_connection', input: 'aws_mixed', blocks: 'security group GroupId:35' },
    { file: 'to_external_private_subnet', input: 'aws_sg_1_allow_sg_private', blocks: 'no route' },
  ] as const;
  return explained.flatMap(({ file, input, blocks }) => {
    const text = textOf(`${analyzer}/examples/out/explain_out/${file}_all_vpcs_explain_detail.txt`);
    const [, from = '', to = ''] = /^Explaining connectivity from (\S+) to (\S+) within/.exec(text) ?? [];
    const base = {
      source: 'VPC analyzer, explanations',
      name: file,
      expected: /^Connections from .*: All Connections/m.test(text) ? 'allowed' : 'denied',
    };
    const { instances, file: network } = worldOf(input);
    const isOutwards = text.includes('(Public Internet)');
    const routes: Files = isOutwards ? { 'routes.json': assumedRoutes(network) } : {};
    const reading = withLayers(readAws({ 'network.json': network, ...routes }), [
      'aws-security-group',
      'aws-network-acl',
      ...(isOutwards ? ['route'] : []),
    ]);
    const source = instances.find(({ address }) => address === from)?.name ?? '';
    return askedPorts.map((what): Case => ({
      ...base,
      name: `${file} ${what.protocol} ${what.port}`,
      answer: () => [judge(reading, { from: source, to, ...what })],
      ...(blocks === undefined ? {} : { deniedBy: blocks }),
    }));
  });
}

const cases: readonly Case[] = isForeignDataPresent
  ? [
      ...readExpectations('aws/batfish/expectations.tsv').map(batfishCase),
      ...readExpectations(`${analyzer}/expectations.tsv`).map(analyzerRow),
      ...tableCases('aws_acl_1', 'instances'),
      ...tableCases('aws_acl_1', 'subnets'),
      ...tableCases('basic_config_with_sg', 'instances'),
      ...tableCases('basic_config_with_sg', 'subnets'),
      ...explanationCases(),
    ]
  : [];

describe.skipIf(!isForeignDataPresent)('the answers of other judges on AWS', () => {
  const asked = cases.filter(({ unsupported }) => unsupported === undefined);
  const sources = [...new Set(cases.map(({ source }) => source))];
  scoreCases((name) => sources.find((source) => name.startsWith(`agree: ${source}: `)));
  for (const source of sources) {
    const unsupported = cases.flatMap((one) => (one.source === source ? (one.unsupported ?? []) : []));
    listUnsupported(source, unsupported);
  }

  it('are there', () => expect(asked.length).toBeGreaterThan(300));

  it.each(asked)('agree: $source: $name: $expected', ({ expected, answer, deniedBy = '' }) => {
    const answers = answer?.() ?? [];
    const seen = answers.map((one) => ({
      verdict: one.verdict,
      isBecause: one.deniedBy.join('\n').includes(deniedBy),
    }));
    const right = { verdict: expected, isBecause: true };
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual(seen.map(() => right));
  });
});

// Inputs without answers

/** JSON blocks of the CLI's own examples, indented in reStructuredText; one has a comma too many, which YAML allows. */
function jsonBlocksOf(text: string): readonly Json[] {
  return [...text.replaceAll('\r\n', '\n').matchAll(/^( {2,4})\{\n[\s\S]*?^\1\}$/gm)].map(
    (block) => load(block[0]) as Json,
  );
}

const templateOf = (file: string, text = textOf(file)): Json => parseSource({ file, text }).documents[0]?.value as Json;

const filesBelow = (folder: string, extension: string): readonly string[] =>
  isForeignDataPresent
    ? readForeignFiles(folder)
        .map(({ file }) => file)
        .filter((file) => file.endsWith(extension))
    : [];

describe.skipIf(!isForeignDataPresent)('AWS inputs without answers', () => {
  const recorded = filesBelow('aws/c7n', '.json');
  const plain = [
    ...filesBelow('aws/cli-shape', '.json'),
    ...filesBelow('aws/batfish', '.json'),
    ...filesBelow(analyzer, '.json'),
  ];
  const templates = filesBelow('aws-network-firewall', '.yaml');

  it('are there', () =>
    expect([recorded.length, plain.length, templates.length].every((number) => number > 3)).toBe(true));

  const explained: Readonly<Record<string, readonly string[]>> = {
    // Entries without the id of their list: the command does not print it.
    GetManagedPrefixListEntries: ['These are the entries of a prefix list, but nothing says of which one.'],
    // Wrong on purpose, as the names of the groups say; and three of them have one id.
    'unit/SecurityGroupTest.json': [
      'TCP has no port range (-1 to 50).',
      'TCP has no port range (30 to -1).',
      '(ICMP types with just type) is described differently',
      '(ICMP types with just type) is described differently',
    ],
  };
  const explanationOf = (file: string): readonly string[] =>
    Object.entries(explained).find(([part]) => file.includes(part))?.[1] ?? [];

  it.each([...plain, ...recorded])('are read without a problem that is not explained: %s', (file) => {
    const value = jsonOf(file);
    const { problems } = readAws({ [file]: (value['data'] as Json | undefined) ?? value });
    expect(problems.map(({ message }) => message)).toEqual(
      explanationOf(file).map((text) => expect.stringContaining(text) as unknown),
    );
  });

  it.each(filesBelow('aws/aws-cli-examples', '.rst'))('as the CLI’s manual prints them are read: %s', (file) => {
    const blocks = jsonBlocksOf(textOf(file));
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      const { found, problems } = readAws({ [file]: block });
      expect(found.length).toBeGreaterThan(0);
      expect(problems).toEqual([]);
    }
  });

  it.each(templates)('as CloudFormation templates are read: %s', (file) => {
    const { found, problems } = readAws({ [file]: templateOf(file) });
    expect(found.filter(({ what }) => what === 'firewall rule group').length).toBeGreaterThan(0);
    // A template makes the network around its firewall as well.
    const isTold = /^Resources of the type AWS::EC2::\w+, such as \w+, are not judged\.$/;
    expect(problems.filter(({ message }) => !isTold.test(message))).toEqual([]);
  });
});

/** AWS's own sample of an allow-list, put into force in its policy in the place of the group that only logs. */
describe.skipIf(!isForeignDataPresent)('the egress policy of AWS’s samples', () => {
  const file = filesBelow('aws-network-firewall', 'single-firewall-template.yaml')[0] ?? '';
  const enforced = (): FormatReading =>
    readAws({
      [file]: templateOf(file, textOf(file).replace('!Ref LogOnlyRuleGroup', '!Ref EgressAllowListExampleRuleGroup')),
    });
  const question: AwsQuestion = {
    layer: 'aws-network-firewall',
    attachedTo: ['NetworkFirewall'],
    to: '203.0.113.7',
    nodes: ['10.1.0.0/16'],
  };

  it.each<[what: string, question: Partial<AwsQuestion>, verdict: Verdict]>([
    ['a name on the list', { host: 'www.example.com' }, 'allowed'],
    ['a name on the list, over HTTP', { host: 'checkip.amazonaws.com', port: 80 }, 'allowed'],
    ['a name on the list for TLS alone, over HTTP', { host: 'www.example.com', port: 80 }, 'denied'],
    ['a service of AWS', { host: 'ssm.eu-west-1.amazonaws.com' }, 'allowed'],
    ['a name that is not on the list', { host: 'www.example.org' }, 'denied'],
    ['a name in a refused top-level domain', { host: 'www.example.ru' }, 'denied'],
    ['a name that is not known', {}, 'unknown'],
    ['SSH', { port: 22 }, 'denied'],
    ['AMQP over TLS to a name that is not on the list', { host: 'www.example.org', port: 5671 }, 'unknown'],
    ['time', { protocol: 'UDP', port: 123 }, 'allowed'],
    ['DNS', { protocol: 'UDP', port: 53 }, 'denied'],
    [
      'a name on the list, from a network that is not at home',
      { host: 'www.example.com', nodes: ['100.64.0.0/24'] },
      'allowed',
    ],
  ])('decides of %s', (_, more, verdict) => {
    expect(askAws(enforced(), { ...question, ...more }).verdict).toBe(verdict);
  });

  it('lets everything through as it is written, with the group that only logs', () => {
    const asWritten = readAws({ [file]: templateOf(file) });
    expect(askAws(asWritten, { ...question, host: 'www.example.ru' }).verdict).toBe('allowed');
  });
});
