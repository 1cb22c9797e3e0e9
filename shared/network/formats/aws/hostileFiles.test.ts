import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRules } from '../../reading/readRules.ts';
import { fileOf } from '../../testing/rules.ts';
import { awsFormat } from './awsFormat.ts';
import type { AwsQuestion } from './testing/askAws.ts';
import { Effort } from '../../flows/effort.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import { askAws, readAws } from './testing/askAws.ts';

type Json = Readonly<Record<string, unknown>>;

const format = awsFormat;
const isRecognised = (value: unknown): boolean =>
  awsFormat.recognise({ kind: 'document', file: 'x.json', document: 0, value });

describe('an AWS document', () => {
  const group = { GroupId: 'sg-1', IpPermissionsEgress: [] };

  it.each<[title: string, value: unknown, what: readonly string[]]>([
    ['as the CLI prints it', { SecurityGroups: [group] }, ['security group']],
    ['cut down to a list by --query', [group, group], ['security group', 'security group']],
    ['cut down to one thing by --query', group, ['security group']],
    [
      'several joined in a list',
      [{ SecurityGroups: [group] }, { Subnets: [{ SubnetId: 's' }] }],
      ['security group', 'subnet'],
    ],
    ['several lists in one', { SecurityGroups: [group], Vpcs: [{ VpcId: 'v' }] }, ['security group', 'VPC']],
    ['with reservations of instances', { Reservations: [{ Instances: [{ InstanceId: 'i' }] }] }, ['instance']],
    ['of a collector', { provider: 'aws', security_groups: [group] }, ['security group']],
    ['with prefix list entries', { Entries: [{ Cidr: '10.0.0.0/8' }] }, ['list of prefixes']],
    ['with a firewall', { Firewall: { FirewallArn: 'f', FirewallPolicyArn: 'p' } }, ['firewall']],
    ['that is empty', { SecurityGroups: [] }, []],
  ])('%s is recognised, and what it holds is counted', (_, value, what) => {
    expect(isRecognised(value)).toBe(true);
    expect(readAws({ 'x.json': value }).found.map((thing) => thing.what)).toEqual(what);
  });

  it.each<[title: string, value: unknown]>([
    ['of Azure', [{ name: 'nsg', type: 'Microsoft.Network/networkSecurityGroups', securityRules: [] }]],
    ['of Kubernetes', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'x' }, spec: {} }],
    ['of Azure PowerShell', { Name: 'nsg', ResourceGroupName: 'rg', SecurityRules: [], Subnets: [{ Id: 's' }] }],
    ['of Azure PowerShell, without subnets', { Name: 'nsg', ResourceGroupName: 'rg', SecurityRules: [], Subnets: [] }],
    ['of Google Cloud', [{ kind: 'compute#firewall', allowed: [{ IPProtocol: 'tcp' }] }]],
    ['of Terraform', { format_version: '1.2', resource_changes: [] }],
    ['of another template', { Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: {} } } }],
    ['with lists by other names', { security_groups: [group], subnets: [{ SubnetId: 's' }] }],
    ['with other entries', { Entries: [{ Key: 'x' }] }],
    ['of text', 'sg-1'],
    ['of nothing', null],
    ['of nested lists', [[[[[group]]]]]],
    ['with a type that every object has', { Resources: { constructor: { Type: 'constructor', Properties: {} } } }],
  ])('%s is not taken for one', (_, value) => {
    expect(isRecognised(value)).toBe(false);
  });

  it('is not a text', () => {
    expect(format?.recognise({ kind: 'text', file: 'x.txt', text: '{"SecurityGroups": []}' })).toBe(false);
  });

  it.each([
    ['alone', 'pass tls $HOME_NET any -> any 443 (tls.sni; content:"a.example"; sid:1;)\n', 1],
    ['on more than one line', '# x \\\npass http any any -> any any ( \\\r\n  msg:"x"; \\\n  sid:1;)\n', 2],
    ['on a line for each part', 'pass http any any \\\n-> any any ( \\\n  sid:1;)\n', 1],
    ['with a head', '# ours\n\ndrop tcp any any <> any any (msg:"no"; sid:2;)\n', 3],
  ])('is not rules of Suricata by themselves, which leave their layer unknown: %s', (_what, text, line) => {
    const rules = readRules([fileOf('own.rules', text), fileOf('x.json', JSON.stringify({ SecurityGroups: [group] }))]);
    expect([...rules.clouded]).toEqual([['aws-network-firewall', ['own.rules']]]);
    expect(rules.problems).toMatchObject([{ severity: 'error', file: 'own.rules', line }]);
    expect(rules.problems[0]?.remedy).toContain('describe-rule-group');
    expect(awsFormat.keepText?.(text).trim()).toBe('');
  });

  it.each(['pass', 'pass it \\\non', 'pass the salt -> (please)', 'drop it (now);'])(
    'is no text of another kind: %s',
    (text) => expect(readRules([fileOf('own.rules', text)]).clouded.size).toBe(0),
  );

  it('speaks for no layer that it has no rules for', () => {
    const { layers } = readAws({ 'x.json': { Subnets: [{ SubnetId: 's', CidrBlock: '10.0.0.0/24' }] } });
    expect(layers).toEqual([]);
  });
});

describe('a hostile AWS document', () => {
  const deep = (): unknown => {
    let value: unknown = 'end';
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    return value;
  };

  it.each<[title: string, value: () => unknown]>([
    [
      'nested deeply in a tag',
      () => ({
        SecurityGroups: [
          { GroupId: 'sg-1', Tags: deep(), IpPermissionsEgress: [] },
          { GroupId: 'sg-1', IpPermissionsEgress: deep() },
        ],
      }),
    ],
    [
      'nested deeply in a rule',
      () => ({
        SecurityGroupRules: [
          { SecurityGroupRuleId: 'r', GroupId: 'sg-1', IsEgress: true, Description: deep() },
          { SecurityGroupRuleId: 'r', GroupId: 'sg-1', IsEgress: true, Description: deep() },
        ],
      }),
    ],
    [
      'nested deeply in interfaces',
      () => ({
        NetworkInterfaces: [
          { NetworkInterfaceId: 'e', X: deep() },
          { NetworkInterfaceId: 'e', X: deep() },
        ],
      }),
    ],
    [
      'nested deeply in a template',
      () => ({ Resources: { G: { Type: 'AWS::NetworkFirewall::RuleGroup', Properties: { RuleGroup: deep() } } } }),
    ],
    ['nested deeply as a whole', deep],
    [
      'with a toString of its own',
      () => ({
        NetworkAcls: [
          {
            NetworkAclId: 'a',
            Entries: [{ RuleNumber: { toString: 1 }, RuleAction: { toString: 1 }, Protocol: { toString: 1 } }],
          },
        ],
      }),
    ],
    [
      'with names that every object has',
      () => ({
        FirewallPolicy: { StatefulDefaultActions: ['constructor'], StatelessDefaultActions: ['__proto__'] },
        FirewallPolicyResponse: { FirewallPolicyArn: 'constructor' },
      }),
    ],
    [
      'with lists in the place of objects',
      () => ({ SecurityGroups: [[], 1, 'x', null], NetworkAcls: [null], RouteTables: [3], Subnets: [[]] }),
    ],
    [
      'with objects in the place of lists',
      () => ({ NetworkAcls: [{ NetworkAclId: 'a', Entries: { 0: {} }, Associations: 'x' }] }),
    ],
    [
      'with an enormous name',
      () => ({
        SecurityGroups: [
          {
            GroupId: 'sg-1',
            GroupName: 'x'.repeat(5_000_000),
            IpPermissionsEgress: Array.from({ length: 2000 }, () => ({
              IpProtocol: '-1',
              IpRanges: [{ CidrIp: '10.0.0.0/8' }],
            })),
          },
        ],
      }),
    ],
  ])('%s is read without falling over', (_, value) => {
    const reading = readAws({ 'x.json': value() });
    for (const layer of layers) askAws(reading, { ...question, layer });
    expect(reading.problems.every(({ message }) => message.length < 2000)).toBe(true);
  });

  it('says of a thing without an id that it can’t be judged', () => {
    const { problems } = readAws({
      'x.json': { SecurityGroups: [{}], NetworkAcls: [{}], RouteTables: [{}], PrefixLists: [{}] },
    });
    expect(problems.map(({ message, place }) => `${place.path.join('/')}: ${message}`)).toEqual([
      'SecurityGroups/0: A security group without GroupId can’t be judged.',
      'NetworkAcls/0: A network ACL without NetworkAclId can’t be judged.',
      'PrefixLists/0: A prefix list without PrefixListId can’t be used.',
      'RouteTables/0: A route table without RouteTableId can’t be judged.',
    ]);
  });
});

const layers = ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'] as const;
const question: Omit<AwsQuestion, 'layer'> = {
  attachedTo: ['sg-1', 'subnet-1', 'fw', 'rtb-1'],
  to: '203.0.113.7',
  host: 'cp.example.com',
  nodes: ['10.0.1.0/24'],
};
const targets = {
  'aws-security-group': 'sg-1',
  'aws-network-acl': 'subnet-1',
  'aws-network-firewall': 'fw',
  route: 'subnet-1',
};

/** A network in which everything is allowed, for damage to be done to. */
const network: Readonly<Record<string, Json>> = {
  'vpc.json': {
    SecurityGroups: [
      {
        GroupId: 'sg-1',
        GroupName: 'nodes',
        IpPermissions: [],
        IpPermissionsEgress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            UserIdGroupPairs: [{ GroupId: 'sg-2' }],
            PrefixListIds: [{ PrefixListId: 'pl-11111111' }],
          },
        ],
      },
    ],
    NetworkAcls: [
      {
        NetworkAclId: 'acl-1',
        Associations: [{ SubnetId: 'subnet-1' }],
        Entries: [
          {
            RuleNumber: 1,
            RuleAction: 'allow',
            Egress: true,
            Protocol: '6',
            PortRange: { From: 443, To: 443 },
            CidrBlock: '0.0.0.0/0',
          },
          {
            RuleNumber: 1,
            RuleAction: 'allow',
            Egress: false,
            Protocol: '6',
            PortRange: { From: 1024, To: 65535 },
            CidrBlock: '0.0.0.0/0',
          },
        ],
      },
    ],
    RouteTables: [
      {
        RouteTableId: 'rtb-1',
        VpcId: 'vpc-1',
        Associations: [{ SubnetId: 'subnet-1' }],
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-1', State: 'active' }],
      },
    ],
    Subnets: [{ SubnetId: 'subnet-1', CidrBlock: '10.0.1.0/24', VpcId: 'vpc-1' }],
    Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default' }],
    PrefixLists: [{ PrefixListId: 'pl-11111111', PrefixListName: 's3', Cidrs: ['203.0.113.0/24'] }],
  },
  'firewall.json': {
    Firewall: { FirewallName: 'fw', FirewallArn: 'arn:fw', FirewallPolicyArn: 'arn:policy', VpcId: 'vpc-1' },
  },
  'policy.json': {
    FirewallPolicy: {
      StatelessDefaultActions: ['aws:forward_to_sfe'],
      StatefulRuleGroupReferences: [{ ResourceArn: 'arn:rules', Priority: 1 }],
      StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
      StatefulDefaultActions: ['aws:drop_established'],
    },
    FirewallPolicyResponse: { FirewallPolicyArn: 'arn:policy', FirewallPolicyName: 'policy' },
  },
  'rules.json': {
    RuleGroup: {
      RulesSource: {
        RulesString:
          'pass tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; content:".example.com"; endswith; flow:to_server; sid:1;)',
      },
      StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
      RuleVariables: { IPSets: { SERVERS: { Definition: ['10.0.0.0/8'] } } },
    },
    RuleGroupResponse: { RuleGroupArn: 'arn:rules', RuleGroupName: 'rules', Type: 'STATEFUL' },
  },
};

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, item]) =>
      pathsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  return { ...(value as Json), [step]: replaced((value as Json)[step], rest, by) };
}

describe('any damage to AWS files', () => {
  const places = Object.entries(network).flatMap(([file, value]) => pathsIn(value).map((path) => ({ file, path })));
  const damage = fc.record({ place: fc.constantFrom(...places), by: fc.jsonValue({ maxDepth: 3 }) });

  it('starts from a network that lets the connection through', () => {
    for (const layer of layers) {
      expect(askAws(network, { ...question, layer, attachedTo: [targets[layer]] }).verdict).toBe('allowed');
    }
  });

  it('is read without falling over, and answered', () => {
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        const files: Record<string, unknown> = { ...network };
        for (const { place, by } of damages) {
          const [file] = pathsIn(files[place.file]).some((path) => path.join('/') === place.path.join('/'))
            ? [place.file]
            : [];
          if (file !== undefined) files[file] = replaced(files[file], place.path, by);
        }
        for (const layer of layers) {
          const { verdict } = askAws(files, { ...question, layer, attachedTo: [targets[layer]] });
          expect(['allowed', 'denied', 'partly-allowed', 'unknown']).toContain(verdict);
        }
      }),
    );
  });

  it('to the text of Suricata rules is read without falling over', () => {
    const piece = fc.constantFrom(
      'pass',
      'drop',
      'tls',
      'tcp',
      'any',
      '$HOME_NET',
      '->',
      '<>',
      '[',
      ']',
      '!',
      '(',
      ')',
      '"',
      '\\',
      '\n',
      ';',
      ':',
      ',',
      '10.0.0.0/8',
      '443',
      'content:"x"',
      'tls.sni;',
      'sid:1;',
      'flow:established;',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const rules = {
          ...network['rules.json'],
          RuleGroup: {
            RulesSource: { RulesString: pieces.join(' ') },
            StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
          },
        };
        const { verdict } = askAws(
          { ...network, 'rules.json': rules },
          { ...question, layer: 'aws-network-firewall', attachedTo: ['fw'] },
        );
        expect(['allowed', 'denied', 'partly-allowed', 'unknown']).toContain(verdict);
      }),
    );
  });

  it('that adds a field which is not known never leaves a certain answer about what it is in', () => {
    const deciding: readonly { readonly file: string; readonly path: Path; readonly layer: (typeof layers)[number] }[] =
      [
        { file: 'vpc.json', path: ['SecurityGroups', 0], layer: 'aws-security-group' },
        { file: 'vpc.json', path: ['SecurityGroups', 0, 'IpPermissionsEgress', 0], layer: 'aws-security-group' },
        { file: 'vpc.json', path: ['NetworkAcls', 0], layer: 'aws-network-acl' },
        { file: 'vpc.json', path: ['NetworkAcls', 0, 'Entries', 0], layer: 'aws-network-acl' },
        { file: 'vpc.json', path: ['RouteTables', 0], layer: 'route' },
        { file: 'vpc.json', path: ['RouteTables', 0, 'Routes', 0], layer: 'route' },
        { file: 'policy.json', path: ['FirewallPolicy'], layer: 'aws-network-firewall' },
        {
          file: 'policy.json',
          path: ['FirewallPolicy', 'StatefulRuleGroupReferences', 0],
          layer: 'aws-network-firewall',
        },
        { file: 'rules.json', path: ['RuleGroup'], layer: 'aws-network-firewall' },
        { file: 'rules.json', path: ['RuleGroup', 'RulesSource'], layer: 'aws-network-firewall' },
      ];
    for (const { file, path, layer } of deciding) {
      const files = { ...network, [file]: replaced(network[file], [...path, 'SomethingNew'], { a: 1 }) };
      expect([path, askAws(files, { ...question, layer, attachedTo: [targets[layer]] }).verdict]).toEqual([
        path,
        'unknown',
      ]);
      expect(readAws(files).problems.length).toBeGreaterThan(0);
    }
  });
});

describe('many rules', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => index);
  const cidr = (index: number): string => `11.${(index >> 12) % 256}.${(index >> 4) % 256}.${(index % 16) * 16}/28`;
  const firewallWith = (ruleGroup: Json): Readonly<Record<string, unknown>> => ({
    ...network,
    'rules.json': {
      ...network['rules.json'],
      RuleGroup: { ...ruleGroup, StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' } },
    },
  });

  it('of domain lists are counted before they are put together, and the group that took the room is named', () => {
    const Targets = many.slice(0, 10_000).map((index) => `host${index}.example.org`);
    const list = { GeneratedRulesType: 'ALLOWLIST', TargetTypes: ['TLS_SNI'], Targets };
    const layer = readAws(firewallWith({ RulesSource: { RulesSourceList: list } })).layers.find(
      (one) => one.layer === 'aws-network-firewall',
    );
    const cluster = { cni: undefined, podRanges: [], nodeRanges: [], serviceRanges: [], region: undefined };
    const origin: Origin = { network: cluster, subject: { kind: 'node' }, addresses: [] };
    const within = (steps: number) =>
      new Effort(steps).attempt(
        () => layer?.bind([targets['aws-network-firewall']], origin).kind,
        (place) => place?.rule,
      );
    expect([within(1_000_000), within(100_000)]).toEqual(['bound', expect.stringContaining('rule group')]);
  });

  it.each<[title: string, layer: (typeof layers)[number], files: () => Readonly<Record<string, unknown>>]>([
    [
      'of a security group',
      'aws-security-group',
      () => ({
        'x.json': {
          SecurityGroups: [
            {
              GroupId: 'sg-1',
              IpPermissionsEgress: [
                {
                  IpProtocol: 'tcp',
                  FromPort: 443,
                  ToPort: 443,
                  IpRanges: many.map((index) => ({ CidrIp: cidr(index) })),
                },
              ],
            },
          ],
        },
      }),
    ],
    [
      'of a network ACL',
      'aws-network-acl',
      () => ({
        'x.json': {
          NetworkAcls: [
            {
              NetworkAclId: 'acl-1',
              Associations: [{ SubnetId: 'subnet-1' }],
              Entries: many.map((index) => ({
                RuleNumber: index + 1,
                RuleAction: 'deny',
                Egress: index % 2 === 0,
                Protocol: '-1',
                CidrBlock: cidr(index),
              })),
            },
          ],
        },
      }),
    ],
    [
      'of a route table',
      'route',
      () => ({
        'x.json': {
          RouteTables: [
            {
              RouteTableId: 'rtb-1',
              Associations: [{ SubnetId: 'subnet-1' }],
              Routes: many.map((index) => ({
                DestinationCidrBlock: cidr(index),
                TransitGatewayId: 'tgw-1',
                State: 'active',
              })),
            },
          ],
        },
      }),
    ],
    [
      'of a domain list',
      'aws-network-firewall',
      () =>
        firewallWith({
          RulesSource: {
            RulesSourceList: {
              GeneratedRulesType: 'ALLOWLIST',
              TargetTypes: ['TLS_SNI'],
              Targets: many.map((index) => `host${index}.example.org`),
            },
          },
        }),
    ],
    [
      'by address, in the language of Suricata',
      'aws-network-firewall',
      () =>
        firewallWith({
          RulesSource: {
            RulesString: many.map((index) => `drop tcp $HOME_NET any -> ${cidr(index)} any (sid:${index};)`).join('\n'),
          },
        }),
    ],
  ])('%s are judged in time that grows with their number', (_, layer, files) => {
    const reading = readAws(files());
    const answer = askAws(reading, { ...question, layer, attachedTo: [targets[layer]] });
    expect(answer.verdict).toBe('denied');
  });
});
