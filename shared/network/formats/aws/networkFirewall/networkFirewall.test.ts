import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tooMuch } from '../../../flows/effort.ts';
import type { AwsQuestion } from '../testing/askAws.ts';
import { messagesOf, servicesOfProtocol } from '../../../flows/services.ts';
import { askAws, readAws } from '../testing/askAws.ts';
import { askByNames } from '../../../testing/askLayer.ts';
import { tcpFlags } from './firewallPolicy.ts';

type Fields = Readonly<Record<string, unknown>>;

const policyArn = 'arn:aws:network-firewall:eu-west-1:1:firewall-policy/egress';
const groupArn = (name: string): string => `arn:aws:network-firewall:eu-west-1:1:stateful-rulegroup/${name}`;

const firewall = {
  Firewall: {
    FirewallName: 'egress-firewall',
    FirewallArn: 'arn:aws:network-firewall:eu-west-1:1:firewall/egress-firewall',
    FirewallId: '12345678-9abc-def0-1234-56789abcdef0',
    FirewallPolicyArn: policyArn,
    VpcId: 'vpc-1',
    SubnetMappings: [{ SubnetId: 'subnet-fw' }],
  },
  FirewallStatus: { SyncStates: { 'eu-west-1a': { Attachment: { EndpointId: 'vpce-1', SubnetId: 'subnet-fw' } } } },
};
const vpc = { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default' }] };

const toReference = (name: string, index: number): Fields => ({ ResourceArn: groupArn(name), Priority: index + 1 });

function policy(groups: readonly string[], more: Fields = {}): Fields {
  return {
    FirewallPolicy: {
      StatelessDefaultActions: ['aws:forward_to_sfe'],
      StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
      StatefulRuleGroupReferences: groups.map(toReference),
      ...more,
    },
    FirewallPolicyResponse: { FirewallPolicyName: 'egress', FirewallPolicyArn: policyArn },
  };
}

const strict = { StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' } };
const strictWith = (...defaults: readonly string[]): Fields => ({ ...strict, StatefulDefaultActions: defaults });

function group(name: string, ruleGroup: Fields, type = 'STATEFUL'): Fields {
  return { RuleGroup: ruleGroup, RuleGroupResponse: { RuleGroupArn: groupArn(name), RuleGroupName: name, Type: type } };
}

const suricata = (lines: readonly string[], more: Fields = {}): Fields => ({
  RulesSource: { RulesString: lines.join('\n') },
  ...more,
});
const inStrictOrder = { StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' } };

/** Files of a firewall with one group of rules in the language of Suricata, in action order. */
function ruled(lines: readonly string[], more: Fields = {}): Fields {
  return {
    'firewall.json': firewall,
    'vpcs.json': vpc,
    'policy.json': policy(['one']),
    'one.json': group('one', suricata(lines, more)),
  };
}

/** The same in strict order, with default actions. */
function ruledStrictly(lines: readonly string[], defaults: readonly string[] = [], more: Fields = {}): Fields {
  return {
    ...ruled([]),
    'policy.json': policy(['one'], strictWith(...defaults)),
    'one.json': group('one', suricata(lines, { ...inStrictOrder, ...more })),
  };
}

const question: AwsQuestion = {
  layer: 'aws-network-firewall',
  attachedTo: ['egress-firewall'],
  to: '203.0.113.7',
  host: 'cp.example.com',
  nodes: ['10.0.1.0/24'],
};
const ask = (files: Fields, more: Partial<AwsQuestion> = {}) => askAws(files, { ...question, ...more });
const verdict = (files: Fields, more: Partial<AwsQuestion> = {}) => ask(files, more).verdict;

const sid = (() => {
  let next = 0;
  return () => `sid:${++next};`;
})();
const passSni = (name: string): string =>
  `pass tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; content:"${name}"; startswith; nocase; endswith; flow:to_server, established; ${sid()})`;

describe('the stateless engine', () => {
  const stateless = (rules: readonly Fields[], defaults: readonly string[], more: Fields = {}): Fields => ({
    ...ruled(['drop tcp any any -> any any (sid:1;)']),
    'policy.json': policy(['one'], {
      StatelessDefaultActions: defaults,
      StatelessRuleGroupReferences: [{ ResourceArn: groupArn('stateless'), Priority: 1 }],
      ...more,
    }),
    'stateless.json': group(
      'stateless',
      { RulesSource: { StatelessRulesAndCustomActions: { StatelessRules: rules } } },
      'STATELESS',
    ),
  });
  const rule = (Priority: number, action: string, MatchAttributes: Fields = {}): Fields => ({
    Priority,
    RuleDefinition: { MatchAttributes, Actions: [action] },
  });
  const to = (cidr: string): Fields => ({ Destinations: [{ AddressDefinition: cidr }] });
  const both = (cidr: string, action: string): readonly Fields[] => [
    rule(1, action, to(cidr)),
    rule(2, action, { Sources: [{ AddressDefinition: cidr }] }),
  ];

  it.each([
    ['forward to the stateful rules, which drop', ['aws:forward_to_sfe'], 'denied'],
    ['pass, so that no stateful rule counts', ['aws:pass'], 'allowed'],
    ['drop', ['aws:drop'], 'denied'],
    ['pass and count', ['aws:pass', 'countThem'], 'allowed'],
    ['be none that is known', ['aws:alert'], 'unknown'],
    ['be two', ['aws:pass', 'aws:drop'], 'unknown'],
  ])('may by default %s [F1]', (_, defaults, expected) => {
    expect(verdict(stateless([], defaults))).toBe(expected);
  });

  it.each<[title: string, rules: readonly Fields[], expected: string]>([
    ['passes both directions before the stateful rules', both('203.0.113.0/24', 'aws:pass'), 'allowed'],
    ['drops', both('203.0.113.0/24', 'aws:drop'), 'denied'],
    ['goes by the destination', both('198.51.100.0/24', 'aws:pass'), 'denied'],
    [
      'drops replies',
      [
        ...both('203.0.113.0/24', 'aws:pass').slice(0, 1),
        rule(2, 'aws:drop', { Sources: [{ AddressDefinition: '203.0.113.0/24' }] }),
      ],
      'denied',
    ],
    // The stateful engine then sees one direction.
    ['passes one direction only [F1]', both('203.0.113.0/24', 'aws:pass').slice(0, 1), 'unknown'],
    ['tries the lowest priority first', [rule(9, 'aws:drop'), rule(1, 'aws:pass')], 'allowed'],
    ['goes by protocol', [rule(1, 'aws:pass', { Protocols: [6] }), rule(2, 'aws:drop')], 'allowed'],
    ['goes by another protocol', [rule(1, 'aws:pass', { Protocols: [17] }), rule(2, 'aws:drop')], 'denied'],
    [
      'goes by source',
      [rule(1, 'aws:drop', { Sources: [{ AddressDefinition: '10.0.1.0/24' }] }), rule(2, 'aws:pass')],
      'denied',
    ],
    [
      'goes by a part of the sources',
      [rule(1, 'aws:drop', { Sources: [{ AddressDefinition: '10.0.1.0/25' }] }), rule(2, 'aws:pass')],
      'unknown',
    ],
    [
      'goes by another source',
      [rule(1, 'aws:drop', { Sources: [{ AddressDefinition: '10.9.0.0/16' }] }), rule(2, 'aws:pass')],
      'allowed',
    ],
    [
      'goes by destination port',
      [rule(1, 'aws:drop', { DestinationPorts: [{ FromPort: 443, ToPort: 443 }] }), rule(2, 'aws:pass')],
      'denied',
    ],
    [
      'goes by another destination port',
      [rule(1, 'aws:drop', { DestinationPorts: [{ FromPort: 80, ToPort: 80 }] }), rule(2, 'aws:pass')],
      'allowed',
    ],
    [
      'goes by the source port of replies',
      [rule(1, 'aws:drop', { SourcePorts: [{ FromPort: 443, ToPort: 443 }] }), rule(2, 'aws:pass')],
      'denied',
    ],
    [
      'goes by some ports of clients',
      [rule(1, 'aws:drop', { SourcePorts: [{ FromPort: 40000, ToPort: 50000 }] }), rule(2, 'aws:pass')],
      'unknown',
    ],
    [
      'goes by the flags of the first packet',
      [rule(1, 'aws:drop', { TCPFlags: [{ Flags: ['SYN'], Masks: ['SYN', 'ACK'] }] }), rule(2, 'aws:pass')],
      'denied',
    ],
    [
      'goes by flags that only the first reply has',
      [rule(1, 'aws:drop', { TCPFlags: [{ Flags: ['SYN', 'ACK'], Masks: ['SYN', 'ACK'] }] }), rule(2, 'aws:pass')],
      'denied',
    ],
    [
      'goes by flags of data',
      [rule(1, 'aws:drop', { TCPFlags: [{ Flags: ['PSH'], Masks: ['PSH'] }] }), rule(2, 'aws:pass')],
      'denied',
    ],
    [
      'goes by flags of no packet',
      [rule(1, 'aws:drop', { TCPFlags: [{ Flags: ['URG'], Masks: ['URG'] }] }), rule(2, 'aws:pass')],
      'allowed',
    ],
    [
      'goes by flags of data that is answered',
      [
        rule(1, 'aws:drop', {
          Sources: [{ AddressDefinition: '203.0.113.0/24' }],
          TCPFlags: [{ Flags: ['PSH'], Masks: ['PSH', 'SYN'] }],
        }),
        rule(2, 'aws:pass'),
      ],
      'denied',
    ],
    [
      'goes by flags of an acknowledgement on the way out',
      [
        rule(1, 'aws:drop', {
          Destinations: [{ AddressDefinition: '203.0.113.0/24' }],
          TCPFlags: [{ Flags: ['ACK'] }],
        }),
        rule(2, 'aws:pass'),
      ],
      'denied',
    ],
    [
      'goes by flags of an acknowledgement on the way back',
      [
        rule(1, 'aws:drop', { Sources: [{ AddressDefinition: '203.0.113.0/24' }], TCPFlags: [{ Flags: ['ACK'] }] }),
        rule(2, 'aws:pass'),
      ],
      'denied',
    ],
    [
      'goes by flags of data on the way out',
      [
        rule(1, 'aws:drop', {
          Destinations: [{ AddressDefinition: '203.0.113.0/24' }],
          TCPFlags: [{ Flags: ['PSH', 'ACK'] }],
        }),
        rule(2, 'aws:pass'),
      ],
      'denied',
    ],
    ...tcpFlags.map((flag): [string, readonly Fields[], string] => [
      `needs all flags to be as they are listed, where no masks are: SYN with ${flag}`,
      [rule(1, 'aws:drop', { TCPFlags: [{ Flags: ['SYN', flag] }] }), rule(2, 'aws:pass')],
      flag === 'SYN' || flag === 'ACK' ? 'denied' : 'allowed',
    ]),
    ['has a flag that is not known', [rule(1, 'aws:pass', { TCPFlags: [{ Flags: ['NS'] }] })], 'unknown'],
    ['has flags that are none', [rule(1, 'aws:pass', { TCPFlags: ['SYN'] })], 'unknown'],
    [
      'has a field of flags that is not known',
      [rule(1, 'aws:pass', { TCPFlags: [{ Flags: [], Not: ['SYN'] }] })],
      'unknown',
    ],
    ['has two rules of one priority', [rule(1, 'aws:drop'), rule(1, 'aws:pass')], 'unknown'],
    ['has an action that is not known', [rule(1, 'aws:inspect')], 'unknown'],
    ['has an address that is none', [rule(1, 'aws:pass', to('everywhere'))], 'unknown'],
    ['has a protocol that is none', [rule(1, 'aws:pass', { Protocols: ['tcp'] })], 'unknown'],
    [
      'has ports the wrong way round',
      [rule(1, 'aws:pass', { DestinationPorts: [{ FromPort: 9, ToPort: 1 }] })],
      'unknown',
    ],
    ['has a field that is not known', [rule(1, 'aws:pass', { Payload: 'x' })], 'unknown'],
  ])('%s', (_, rules, expected) => {
    expect(verdict(stateless(rules, ['aws:forward_to_sfe']))).toBe(expected);
  });

  // Fragments have a default of their own, which says nothing about whole packets.
  it('does not go by the default for fragments [F1]', () => {
    expect(verdict(stateless([], ['aws:pass'], { StatelessFragmentDefaultActions: ['aws:drop'] }))).toBe('allowed');
  });
});

describe('action order', () => {
  it.each<[title: string, lines: readonly string[], expected: string]>([
    ['lets through what no rule matches', ['drop tcp any any -> any 5671 (sid:1;)'], 'allowed'],
    [
      'passes before it drops, whatever the order of the file',
      ['drop tcp any any -> any any (sid:1;)', 'pass tcp any any -> any 443 (sid:2;)'],
      'allowed',
    ],
    ['drops', ['drop tcp any any -> any 443 (sid:1;)'], 'denied'],
    ['rejects', ['reject tcp any any -> any 443 (sid:1;)'], 'denied'],
    ['does nothing on an alert', ['alert tcp any any -> any 443 (sid:1;)'], 'allowed'],
  ])('%s [F2]', (_, lines, expected) => {
    expect(verdict(ruled(lines))).toBe(expected);
  });

  // Priority sorts among rules of one action.
  it('tries rules of one action by their priority [F2]', () => {
    const named = (priority: number): string =>
      `drop tcp any any -> any any (msg:"${priority}"; priority:${priority}; ${sid()})`;
    const { deniedBy } = ask(ruled([named(9), named(2), 'drop tcp any any -> any any (msg:"usual"; sid:3;)']));
    expect(deniedBy[0]).toContain('line 2:');
  });

  it('lets a pass for the port through before a drop by name can see the connection [F6]', () => {
    const files = ruled([
      'drop tls any any -> any any (tls.sni; content:"cp.example.com"; flow:to_server; sid:1;)',
      'pass tcp any any -> any 443 (sid:2;)',
    ]);
    expect(verdict(files)).toBe('allowed');
  });

  it('drops the first packet by port before a pass by name can see the connection', () => {
    const lines = [passSni('cp.example.com'), 'drop tcp any any -> any 443 (sid:2;)'];
    expect(verdict(ruled(lines))).toBe('denied');
    const standing = [passSni('cp.example.com'), 'drop tcp any any -> any 443 (flow:established; sid:2;)'];
    expect(verdict(ruled(standing))).toBe('allowed');
    expect(verdict(ruled(standing), { host: 'other.example.com' })).toBe('denied');
  });

  it('has no default actions', () => {
    const files = {
      ...ruled(['# none']),
      'policy.json': policy(['one'], { StatefulDefaultActions: ['aws:drop_strict'] }),
    };
    expect(verdict(files)).toBe('unknown');
  });
});

describe('strict order', () => {
  it.each<[title: string, lines: readonly string[], defaults: readonly string[], expected: string]>([
    [
      'tries rules as they are written',
      ['drop tcp any any -> any any (sid:1;)', 'pass tcp any any -> any 443 (sid:2;)'],
      [],
      'denied',
    ],
    [
      'stops at the first match',
      ['pass tcp any any -> any 443 (sid:2;)', 'drop tcp any any -> any any (sid:1;)'],
      [],
      'allowed',
    ],
    ['lets through what no rule matches, without a default action', [], [], 'allowed'],
    // Alerts do not block.
    ['lets through what only alerts [F3]', [], ['aws:alert_strict', 'aws:alert_established'], 'allowed'],
    ['drops what no rule matches', [], ['aws:drop_established'], 'denied'],
    ['drops the most of what its default actions drop', [], ['aws:alert_established', 'aws:drop_strict'], 'denied'],
  ])('%s [F3]', (_, lines, defaults, expected) => {
    expect(verdict(ruledStrictly(lines.length === 0 ? ['# none'] : lines, defaults))).toBe(expected);
  });

  it('tries groups by their priority [F3]', () => {
    const files = (first: number, second: number): Fields => ({
      ...ruled([]),
      'policy.json': policy([], {
        ...strict,
        StatefulRuleGroupReferences: [
          { ResourceArn: groupArn('dropping'), Priority: first },
          { ResourceArn: groupArn('passing'), Priority: second },
        ],
      }),
      'dropping.json': group('dropping', suricata(['drop tcp any any -> any any (sid:1;)'], inStrictOrder)),
      'passing.json': group('passing', suricata(['pass tcp any any -> any any (sid:2;)'], inStrictOrder)),
    });
    expect(verdict(files(1, 2))).toBe('denied');
    expect(verdict(files(2, 1))).toBe('allowed');
    expect(verdict(files(1, 1))).toBe('unknown');
  });

  it.each([
    ['aws:drop_strict', 'denied'],
    ['aws:drop_established', 'allowed'],
    ['aws:drop_established_app_layer', 'allowed'],
    ['aws:drop_established_app_layer_to_server', 'allowed'],
  ])('with %s, a connection that only its name lets through is %s [F4]', (action, expected) => {
    expect(verdict(ruledStrictly([passSni('cp.example.com')], [action]))).toBe(expected);
    expect(verdict(ruledStrictly([passSni('cp.example.com')], [action]), { host: 'x.example.com' })).toBe('denied');
  });

  it('lets a handshake through drop_strict by a rule of its own, in both directions [F4]', () => {
    const out = 'pass tcp $HOME_NET any -> any any (flow:not_established, to_server; sid:1;)';
    const back = 'pass tcp any any -> $HOME_NET any (flow:not_established, to_client; sid:2;)';
    expect(verdict(ruledStrictly([out, back, passSni('cp.example.com')], ['aws:drop_strict']))).toBe('allowed');
    expect(verdict(ruledStrictly([out, passSni('cp.example.com')], ['aws:drop_strict']))).toBe('denied');
    expect(verdict(ruledStrictly([out, back], ['aws:drop_strict']))).toBe('denied');
  });

  it('leaves UDP unknown under drop_established [F5]', () => {
    const dns = { port: 53, protocol: 'UDP' } as const;
    expect(verdict(ruledStrictly(['# none'], ['aws:drop_established']), dns)).toBe('unknown');
    expect(verdict(ruledStrictly(['# none'], ['aws:drop_strict']), dns)).toBe('denied');
    expect(verdict(ruledStrictly(['pass udp any any -> any 53 (sid:1;)'], ['aws:drop_established']), dns)).toBe(
      'allowed',
    );
  });

  it('drops replies by a rule for them', () => {
    const inbound = (flow: string): string => `drop ip any any -> $HOME_NET any (${flow}sid:1;)`;
    expect(verdict(ruledStrictly([inbound('')]))).toBe('denied');
    expect(verdict(ruledStrictly([inbound('flow:to_server; ')]))).toBe('allowed');
  });

  it('is not for groups of the other order', () => {
    const files = {
      ...ruledStrictly([]),
      'one.json': group('one', suricata(['pass tcp any any -> any any (sid:1;)'])),
    };
    expect(ask(files).reasons).toEqual([
      'rule group one is for another rule order than firewall policy egress, which then can’t have it.',
    ]);
  });
});

describe('a domain list', () => {
  const list = (
    GeneratedRulesType: string,
    Targets: readonly string[],
    TargetTypes: readonly string[] = ['TLS_SNI', 'HTTP_HOST'],
  ): Fields => ({
    RulesSource: { RulesSourceList: { Targets, TargetTypes, GeneratedRulesType } },
  });
  const inAction = (ruleGroup: Fields, variables: Fields = {}): Fields => ({
    ...ruled([]),
    'one.json': group('one', { ...ruleGroup, ...variables }),
  });
  const inStrict = (ruleGroup: Fields, ...defaults: readonly string[]): Fields => ({
    ...ruledStrictly([], defaults),
    'one.json': group('one', { ...ruleGroup, ...inStrictOrder }),
  });

  it.each([
    ['example.com', 'example.com', 'allowed'],
    ['example.com', 'cp.example.com', 'denied'],
    ['.example.com', 'example.com', 'allowed'],
    ['.example.com', 'cp.example.com', 'allowed'],
    ['.example.com', 'a.b.example.com', 'allowed'],
    ['.example.com', 'badexample.com', 'denied'],
    ['.Example.COM', 'CP.example.com', 'allowed'],
    ['.example.com', '*.example.com', 'allowed'],
    ['.example.com', '*.cp.example.com', 'allowed'],
    ['cp.example.com', '*.example.com', 'unknown'],
    ['cp.example.org', '*.example.com', 'denied'],
    ['*.example.com', 'cp.example.com', 'unknown'],
  ])('that allows %s, asked for %s [F7]', (target, host, expected) => {
    expect(verdict(inAction(list('ALLOWLIST', [target])), { host })).toBe(expected);
  });

  it.each<[title: string, files: Fields, question: Partial<AwsQuestion>, expected: string]>([
    ['allows in action order, and drops the rest of TLS', inAction(list('ALLOWLIST', ['x.com'])), {}, 'denied'],
    [
      'lets HTTP through that it is not about',
      inAction(list('ALLOWLIST', ['x.com'], ['TLS_SNI'])),
      { port: 80 },
      'allowed',
    ],
    ['says nothing about other protocols', inAction(list('ALLOWLIST', ['x.com'])), { port: 22 }, 'allowed'],
    ['may be about a connection on another port', inAction(list('ALLOWLIST', ['x.com'])), { port: 5671 }, 'unknown'],
    [
      'may let a connection on another port through',
      inStrict(list('ALLOWLIST', ['cp.example.com']), 'aws:drop_established'),
      { port: 5671 },
      'unknown',
    ],
    ['denies', inAction(list('DENYLIST', ['.example.com'])), {}, 'denied'],
    ['denies only what it names', inAction(list('DENYLIST', ['.example.org'])), {}, 'allowed'],
    ['rejects', inAction(list('REJECTLIST', ['.example.com'])), {}, 'denied'],
    ['alerts', inAction(list('ALERTLIST', ['.example.com'])), {}, 'allowed'],
    [
      'does not know an address without a name',
      inAction(list('DENYLIST', ['.example.com'])),
      { host: undefined as never },
      'unknown',
    ],
    [
      'allows in strict order beside a default that drops',
      inStrict(list('ALLOWLIST', ['cp.example.com']), 'aws:drop_established'),
      {},
      'allowed',
    ],
    [
      'leaves what it does not name to that default',
      inStrict(list('ALLOWLIST', ['x.com']), 'aws:drop_established'),
      {},
      'denied',
    ],
    // No drop of its own in strict order.
    ['drops nothing by itself in strict order [F8]', inStrict(list('ALLOWLIST', ['x.com'])), {}, 'allowed'],
    [
      'goes by the resolver as well [F9]',
      inAction(list('ALLOWLIST', ['cp.example.com'], ['TLS_SNI', 'AWS_ROUTE_53_RESOLVED_DOMAIN'])),
      {},
      'unknown',
    ],
    [
      'goes by the resolver alone, and drops nothing',
      inAction(list('ALLOWLIST', ['x.com'], ['AWS_ROUTE_53_RESOLVED_DOMAIN'])),
      {},
      'allowed',
    ],
    [
      'goes by the resolver alone and denies',
      inAction(list('DENYLIST', ['x.com'], ['AWS_ROUTE_53_RESOLVED_DOMAIN'])),
      {},
      'unknown',
    ],
    ['of a type that is not known', inAction(list('GREYLIST', ['x.com'])), {}, 'unknown'],
    ['for something that is not known', inAction(list('DENYLIST', ['x.com'], ['DNS'])), {}, 'unknown'],
    ['for nothing', inAction(list('DENYLIST', ['x.com'], [])), {}, 'unknown'],
  ])('%s [F7, F8]', (_, files, more, expected) => {
    const asked = { ...question, ...more };
    if ('host' in more && more.host === undefined) delete (asked as { host?: string }).host;
    expect(askAws(files, asked).verdict).toBe(expected);
  });

  it('matches only what comes from HOME_NET: the firewall’s VPC, unless the policy says otherwise [F10]', () => {
    const spoke = { nodes: ['10.99.1.0/24'] };
    const allow = inAction(list('ALLOWLIST', ['x.com']));
    expect(verdict(allow, spoke)).toBe('allowed');
    expect(verdict(inStrict(list('ALLOWLIST', ['cp.example.com']), 'aws:drop_established'), spoke)).toBe('denied');
    const widened = {
      ...allow,
      'policy.json': policy(['one'], {
        PolicyVariables: { RuleVariables: { HOME_NET: { Definition: ['10.0.0.0/8'] } } },
      }),
    };
    expect(verdict(widened, spoke)).toBe('denied');
    expect(
      verdict(
        inAction(list('ALLOWLIST', ['x.com']), {
          RuleVariables: { IPSets: { HOME_NET: { Definition: ['10.99.0.0/16'] } } },
        }),
        spoke,
      ),
    ).toBe('denied');
  });

  it('matches what comes from the HOME_NET of its own group, before that of the policy [F10]', () => {
    const files = {
      ...inAction(list('ALLOWLIST', ['x.com']), {
        RuleVariables: { IPSets: { HOME_NET: { Definition: ['10.99.0.0/16'] } } },
      }),
      'policy.json': policy(['one'], {
        PolicyVariables: { RuleVariables: { HOME_NET: { Definition: ['10.0.0.0/16'] } } },
      }),
    };
    expect(verdict(files, { nodes: ['10.99.1.0/24'] })).toBe('denied');
    expect(verdict(files)).toBe('allowed');
  });

  it('is unknown where HOME_NET is not [F10]', () => {
    const { 'vpcs.json': _, ...without } = inAction(list('ALLOWLIST', ['x.com']));
    expect(ask(without)).toMatchObject({ verdict: 'unknown', reasons: [expect.stringContaining('HOME_NET')] });
    expect(verdict(inAction(list('ALLOWLIST', ['x.com'])), { nodes: [] })).toBe('unknown');
    expect(verdict(inAction(list('ALLOWLIST', ['x.com'])), { nodes: ['10.0.1.0/24', '10.99.1.0/24'] })).toBe('unknown');
  });

  it('goes to EXTERNAL_NET: what is outside of the policy’s HOME_NET, even where the group has its own [F11]', () => {
    const inside = { to: '10.0.7.7' };
    const own = { RuleVariables: { IPSets: { HOME_NET: { Definition: ['10.0.1.0/24'] } } } };
    expect(verdict(inAction(list('DENYLIST', ['.example.com']), own), inside)).toBe('allowed');
    const both = {
      RuleVariables: {
        IPSets: { HOME_NET: { Definition: ['10.0.1.0/24'] }, EXTERNAL_NET: { Definition: ['!10.0.1.0/24'] } },
      },
    };
    expect(verdict(inAction(list('DENYLIST', ['.example.com']), both), inside)).toBe('denied');
  });
});

describe('rules in the language of Suricata', () => {
  const ofLength = (characters: number): string => {
    const [head, tail] = ['drop tcp any any -> any 443 (msg:"', '"; sid:1;)'];
    return head + 'x'.repeat(characters - head.length - tail.length) + tail;
  };
  const only = (head: string, options = ''): Fields => ruled([`drop ${head} (${options}sid:1;)`]);

  it.each<[head: string, question: Partial<AwsQuestion>, expected: string]>([
    ['tcp any any -> any any', {}, 'denied'],
    ['TCP any any -> any any', {}, 'denied'],
    ['ip any any -> any any', {}, 'denied'],
    ['udp any any -> any any', {}, 'allowed'],
    ['udp any any -> any any', { protocol: 'UDP' }, 'denied'],
    ['sctp any any -> any any', { protocol: 'SCTP' }, 'denied'],
    ['icmp any any -> any any', {}, 'allowed'],
    ['tls any any -> any any', {}, 'denied'],
    ['tls any any -> any any', { port: 80 }, 'allowed'],
    ['tls any any -> any any', { port: 5671 }, 'unknown'],
    ['http any any -> any any', {}, 'allowed'],
    ['http any any -> any any', { port: 80 }, 'denied'],
    ['dns any any -> any any', { port: 53, protocol: 'UDP' }, 'denied'],
    ['ntp any any -> any any', { port: 123, protocol: 'UDP' }, 'denied'],
    ['quic any any -> any any', { protocol: 'UDP' }, 'denied'],
    ['strange any any -> any any', {}, 'unknown'],
    ['tcp 10.0.1.0/24 any -> any any', {}, 'denied'],
    ['tcp 10.0.1.0/25 any -> any any', {}, 'unknown'],
    ['tcp 10.9.0.0/16 any -> any any', {}, 'allowed'],
    ['tcp !10.0.1.0/24 any -> 203.0.113.0/24 any', {}, 'allowed'],
    // Without flow:to_server a rule is about replies as well.
    ['tcp !10.0.1.0/24 any -> any any', {}, 'denied'],
    ['tcp any any -> 203.0.113.0/24 any', {}, 'denied'],
    ['tcp any any -> 203.0.113.7 any', {}, 'denied'],
    ['tcp $HOME_NET any -> !203.0.113.0/24 any', {}, 'allowed'],
    ['tcp $HOME_NET any -> [203.0.113.0/24, !203.0.113.7] any', {}, 'allowed'],
    ['tcp any any -> [198.51.100.0/24,203.0.113.0/24] any', {}, 'denied'],
    ['tcp any any -> [198.51.100.0/24,[203.0.113.0/24,!203.0.113.8]] any', {}, 'denied'],
    ['tcp any any -> 2001:db8::/32 any', { to: '2001:db8::1' }, 'denied'],
    // What is left out is left out of its own family, and of all that a list and those within it take in.
    ['tcp any any -> !10.0.0.0/8 any', { to: '2001:db8::1' }, 'allowed'],
    ['tcp any any -> $EXTERNAL_NET any', { to: '2001:db8::1' }, 'allowed'],
    ['tcp any any -> !2001:db8:1::/48 any', { to: '2001:db8::1' }, 'denied'],
    ['tcp $HOME_NET any -> !2001:db8:1::/48 any', {}, 'allowed'],
    ['tcp any any -> [any,!10.0.0.0/8] any', { to: '2001:db8::1' }, 'denied'],
    ['tcp any any -> [198.51.100.0/24,!2001:db8:1::/48] any', { to: '2001:db8::1' }, 'denied'],
    ['tcp $HOME_NET any -> [[203.0.113.0/24,!203.0.113.7],203.0.113.7] any', {}, 'allowed'],
    ['tcp $HOME_NET any -> [$EXTERNAL_NET,198.51.100.7] any', {}, 'allowed'],
    ['tcp $HOME_NET any -> [$EXTERNAL_NET,198.51.100.7] any', { to: '198.51.100.7' }, 'denied'],
    ['tcp $HOME_NET any -> [203.0.113.0/24,![203.0.113.0/28,!203.0.113.7]] any', {}, 'denied'],
    ['tcp $HOME_NET any -> [203.0.113.0/24,![203.0.113.0/28,!203.0.113.7]] any', { to: '203.0.113.6' }, 'allowed'],
    ['tcp $HOME_NET any -> 203.0.113.0-203.0.113.9 any', {}, 'denied'],
    ['tcp $HOME_NET any -> 203.0.113.8-203.0.113.9 any', {}, 'allowed'],
    ['tcp $HOME_NET any -> 203.0.113.9-203.0.113.0 any', {}, 'unknown'],
    // Suricata refuses what comes to nothing, and some of what is left out twice.
    ['tcp $HOME_NET any -> !any any', {}, 'unknown'],
    ['tcp $HOME_NET any -> [203.0.113.0/24,!203.0.0.0/16] any', {}, 'unknown'],
    ['tcp $HOME_NET any -> any [443,!443]', {}, 'unknown'],
    ['tcp $HOME_NET any -> any !any', {}, 'unknown'],
    ['tcp $HOME_NET any -> any ![!443]', {}, 'unknown'],
    ['tcp $HOME_NET any -> any ![80,443]', {}, 'allowed'],
    ['tcp $HOME_NET any -> any [[1:1023,!443],443]', {}, 'allowed'],
    ['tcp $HOME_NET any -> any [[1:1023,!443],80]', {}, 'allowed'],
    ['tcp any any -> everywhere any', {}, 'unknown'],
    ['tcp any any -> $SERVERS any', {}, 'unknown'],
    ['tcp any any -> any 443', {}, 'denied'],
    ['tcp any any -> any 80', {}, 'allowed'],
    ['tcp any any -> any 444:', {}, 'denied'],
    ['tcp any any -> any 40000:50000', {}, 'unknown'],
    ['tcp any any -> any [80,443]', {}, 'denied'],
    ['tcp any any -> any 400:500', {}, 'denied'],
    ['tcp $HOME_NET any -> any [440:500,400:441]', {}, 'denied'],
    ['tcp $HOME_NET any -> any [400:500,410:420]', {}, 'denied'],
    ['tcp $HOME_NET any -> any [400:442,444:500]', {}, 'allowed'],
    ['tcp $HOME_NET any -> any 444:', {}, 'allowed'],
    ['tcp any any -> any :443', {}, 'denied'],
    ['tcp $HOME_NET any -> any !443', {}, 'allowed'],
    ['tcp $HOME_NET any -> any [1:1000,!443]', {}, 'allowed'],
    ['tcp any any -> any https', {}, 'unknown'],
    ['tcp any 1024: -> any any', {}, 'denied'],
    ['tcp any 80 -> any any', {}, 'allowed'],
    ['tcp any 40000:50000 -> any any', {}, 'unknown'],
    ['tcp 203.0.113.0/24 443 -> any any', {}, 'denied'],
    ['tcp 203.0.113.0/24 443 <> any any', {}, 'denied'],
    ['tcp any any <> 203.0.113.0/24 443', {}, 'denied'],
  ])('drop %s, asked for %o', (head, more, expected) => {
    expect(verdict(only(head), more)).toBe(expected);
  });

  it.each<[head: string, question: Partial<AwsQuestion>, expected: string]>([
    ['tcp', {}, 'denied'],
    ['any', { services: servicesOfProtocol(47) }, 'denied'],
    ['tcp-pkt', {}, 'denied'],
    ['tcp-stream', {}, 'denied'],
    ['icmp', { services: messagesOf('ICMP', 8, 0) }, 'denied'],
    ['icmp', { services: messagesOf('ICMPv6', 128, 0), to: '2001:db8::1' }, 'denied'],
    ['icmpv4', { services: messagesOf('ICMP', 8, 0) }, 'denied'],
    ['icmpv4', { services: messagesOf('ICMPv6', 128, 0), to: '2001:db8::1' }, 'allowed'],
    ['icmpv6', { services: messagesOf('ICMPv6', 128, 0), to: '2001:db8::1' }, 'denied'],
    ['icmpv6', { services: messagesOf('ICMP', 8, 0) }, 'allowed'],
  ])('of the protocol %s drop it alone, asked for %o', (protocol, more, expected) => {
    expect(verdict(ruled([`drop ${protocol} any any -> any any (flow:to_server; sid:1;)`]), more)).toBe(expected);
  });

  it.each<[name: string, port: number, protocol: 'TCP' | 'UDP']>([
    ['tls', 443, 'TCP'],
    ['ssl', 443, 'TCP'],
    ['http', 80, 'TCP'],
    ['http1', 80, 'TCP'],
    ['dns', 53, 'TCP'],
    ['dns', 53, 'UDP'],
    ['ssh', 22, 'TCP'],
    ['smtp', 25, 'TCP'],
    ['ftp', 21, 'TCP'],
    ['imap', 143, 'TCP'],
    ['smb', 445, 'TCP'],
    ['dcerpc', 135, 'TCP'],
    ['krb5', 88, 'TCP'],
    ['krb5', 88, 'UDP'],
    ['rdp', 3389, 'TCP'],
    ['mqtt', 1883, 'TCP'],
    ['ntp', 123, 'UDP'],
    ['dhcp', 67, 'UDP'],
    ['tftp', 69, 'UDP'],
    ['quic', 443, 'UDP'],
    ['snmp', 161, 'UDP'],
    ['sip', 5060, 'UDP'],
    ['ikev2', 500, 'UDP'],
    ['ike', 500, 'UDP'],
  ])(
    'of %s drop what is opened to port %i, and perhaps what is opened to a port of no protocol',
    (name, port, protocol) => {
      const files = only(`${name} any any -> any any`);
      const other = protocol === 'TCP' ? 'UDP' : 'TCP';
      const isOfBoth = name === 'dns' || name === 'krb5';
      expect(verdict(files, { port, protocol })).toBe('denied');
      expect(verdict(files, { port: 30000, protocol })).toBe('unknown');
      expect(verdict(files, { port: 30000, protocol: other })).toBe(isOfBoth ? 'unknown' : 'allowed');
      expect(verdict(files, { port: name === 'ssh' ? 21 : 22, protocol: 'TCP' })).toBe('allowed');
    },
  );

  it.each(['msn', 'http2'])('of %s, which has no port of its own, drop perhaps', (name) => {
    expect(verdict(only(`${name} any any -> any any`), { port: 30000 })).toBe('unknown');
    expect(verdict(only(`${name} any any -> any any`), { port: 30000, protocol: 'UDP' })).toBe('unknown');
  });

  it.each<[options: string, question: Partial<AwsQuestion>, expected: string]>([
    ['flow:established;', {}, 'denied'],
    ['flow:to_server,established,no_stream;', {}, 'denied'],
    ['flow:established,no_frag;', {}, 'denied'],
    ['gid:1; alert; fast_pattern; prefilter; tag:session; rawbytes; sid:2; rev:3;', {}, 'denied'],
    ['flow:not_established;', {}, 'denied'],
    ['flow:to_server;', {}, 'denied'],
    ['flow:stateless;', {}, 'denied'],
    ['flow:no_stream;', {}, 'denied'],
    ['flow:only_stream;', {}, 'unknown'],
    ['flow:only_frag;', {}, 'unknown'],
    ['app-layer-protocol:tls;', {}, 'denied'],
    ['app-layer-protocol:!tls;', {}, 'allowed'],
    ['app-layer-protocol:!tls;', { port: 80 }, 'denied'],
    ['app-layer-protocol:!tls;', { port: 5671 }, 'unknown'],
    ['app-layer-protocol:strange;', {}, 'unknown'],
    ['ssl_state:client_hello;', {}, 'denied'],
    ['ssl_state:server_keyx;', {}, 'unknown'],
    ['flags:S;', {}, 'denied'],
    ['flags:S,12;', {}, 'denied'],
    ['flags:+A;', {}, 'denied'],
    ['flags:F;', {}, 'allowed'],
    ['flags:*FR;', {}, 'allowed'],
    ['flags:SA;', {}, 'denied'],
    ['flags:pa;', {}, 'denied'],
    ['flags:R;', {}, 'allowed'],
    ['flags:SAP,P;', {}, 'allowed'],
    ['flags:+S;', {}, 'denied'],
    ['flags:+SP;', {}, 'allowed'],
    ['flags:*SP;', {}, 'denied'],
    // It holds where one of them at least is missing.
    ['flags:!SA;', {}, 'denied'],
    ['flow:not_established,to_client; flags:!SA;', {}, 'allowed'],
    ['flow:not_established,to_client; flags:!SA,A;', {}, 'denied'],
    ['flags:0;', {}, 'allowed'],
    ['flags:!0;', {}, 'denied'],
    ['tcp.flags:F;', {}, 'allowed'],
    ['flags:S;', { protocol: 'UDP' }, 'allowed'],
    ['flags:nonsense;', {}, 'unknown'],
    ['flags:S,nonsense;', {}, 'unknown'],
    ['tls.sni; content:"cp.example.com"; startswith; endswith;', {}, 'denied'],
    ['tls.sni; content:"cp.example"; startswith;', {}, 'denied'],
    ['tls.sni; content:"example.com"; startswith;', {}, 'allowed'],
    ['tls.sni; content:"example.com"; endswith;', {}, 'denied'],
    ['tls.sni; content:"example"; endswith;', {}, 'allowed'],
    ['tls.sni; content:"example";', {}, 'denied'],
    ['tls.sni; content:"EXAMPLE";', {}, 'allowed'],
    ['tls.sni; content:"EXAMPLE"; nocase;', {}, 'denied'],
    ['tls.sni; content:!"example";', {}, 'allowed'],
    ['tls.sni; content:!"other";', {}, 'denied'],
    ['tls.sni; content:"cp|2e|example|2E 63|om";', {}, 'denied'],
    ['tls.sni; content:"cp\\.example";', {}, 'denied'],
    ['tls.sni; content:"cp."; startswith; content:".com"; endswith;', {}, 'denied'],
    ['tls.sni; content:"cp."; startswith; content:".org"; endswith;', {}, 'allowed'],
    ['tls.sni; dotprefix; content:".cp.example.com"; endswith;', {}, 'denied'],
    ['tls.sni; dotprefix; content:".p.example.com"; endswith;', {}, 'allowed'],
    ['tls_sni; content:"example";', {}, 'denied'],
    ['tls.sni; to_lowercase; content:"example";', {}, 'denied'],
    ['tls.sni; to_sha1; content:"example";', {}, 'unknown'],
    // Of a pattern only the end is known, and that something stands before it.
    ['tls.sni; content:"example.com"; endswith;', { host: '*.example.com' }, 'denied'],
    ['tls.sni; content:"cp.example.com"; endswith;', { host: '*.example.com' }, 'unknown'],
    ['tls.sni; content:"example.org"; endswith;', { host: '*.example.com' }, 'allowed'],
    ['tls.sni; content:"example";', { host: '*.example.com' }, 'denied'],
    ['tls.sni; content:"absent";', { host: '*.example.com' }, 'unknown'],
    ['tls.sni; content:"example"; startswith;', { host: '*.example.com' }, 'unknown'],
    ['tls.sni; content:"example"; depth:3;', {}, 'unknown'],
    ['tls.sni; content:"absent"; depth:3;', {}, 'allowed'],
    ['tls.sni; content:"broken|2";', {}, 'unknown'],
    ['tls.sni; pcre:"/(a+)+$/";', {}, 'unknown'],
    ['http.host; content:"example";', {}, 'allowed'],
    ['http.host; content:"example";', { port: 80 }, 'denied'],
    ['http.host; content:"example";', { port: 8080 }, 'unknown'],
    ['http.uri; content:"/admin"; startswith;', { port: 80 }, 'unknown'],
    ['tls.sni; content:"absent"; http.uri; content:"x"; startswith;', {}, 'allowed'],
    ['content:"GET";', {}, 'unknown'],
    ['ja4.hash; content:"_";', {}, 'denied'],
    ['ja4.hash; content:"t13d";', {}, 'unknown'],
    ['geoip:dst,RU;', {}, 'unknown'],
    ['threshold: type limit, track by_src, count 1, seconds 60;', {}, 'unknown'],
    ['aws_domain_category:Malware;', {}, 'unknown'],
    ['msg:"a \\"quoted\\" text; with (parentheses)"; rev:1; classtype:x; reference:url,y; metadata:a b;', {}, 'denied'],
    ['noalert; priority:2; target:dest_ip;', {}, 'denied'],
    ['flowbits:set,seen;', {}, 'denied'],
  ])('drop tcp any any -> any any (%s), asked for %o', (options, more, expected) => {
    expect(verdict(only('tcp any any -> any any', options), more)).toBe(expected);
  });

  it.each<[options: string, question: Partial<AwsQuestion>, expected: string]>([
    ['ip_proto:udp;', { protocol: 'UDP' }, 'denied'],
    ['ip_proto:sctp;', { protocol: 'SCTP' }, 'denied'],
    ['ip_proto:icmp;', { services: messagesOf('ICMP', 8, 0) }, 'denied'],
    ['ip_proto:ipv6-icmp;', { services: messagesOf('ICMPv6', 128, 0), to: '2001:db8::1' }, 'denied'],
    ['ip_proto:esp;', { services: servicesOfProtocol(50) }, 'denied'],
    ['ip_proto:ah;', { services: servicesOfProtocol(51) }, 'denied'],
  ])('drop ip any any -> any any (%s), asked for %o', (options, more, expected) => {
    expect(verdict(only('ip any any -> any any', options), more)).toBe(expected);
  });

  it.each([
    ['to_server', 'denied', 'allowed'],
    ['from_client', 'denied', 'allowed'],
    ['to_client', 'allowed', 'denied'],
    ['from_server', 'allowed', 'denied'],
  ])('go by the direction of the packets: flow:%s', (side, toServer, fromServer) => {
    expect(verdict(only('tcp any any -> 203.0.113.7 any', `flow:${side};`))).toBe(toServer);
    expect(verdict(only('tcp 203.0.113.7 any -> any any', `flow:${side};`))).toBe(fromServer);
  });

  it.each([
    ['ip_proto:TCP;', 'denied'],
    ['ip_proto:17;', 'allowed'],
    ['ip_proto:!6;', 'allowed'],
    ['ip_proto:! udp;', 'denied'],
    ['ip_proto:!UDP; ip_proto:!ICMP;', 'denied'],
    ['ip_proto:>5;', 'unknown'],
    ['ip_proto:256;', 'unknown'],
    ['ip_proto:strange;', 'unknown'],
    ['ip_proto:ah;', 'allowed'],
  ])('drop ip any any -> any any (%s)', (options, expected) => {
    expect(verdict(only('ip any any -> any any', options))).toBe(expected);
  });

  // Suricata 7.0.10 refuses each of them, for the reason that is told.
  it.each([
    ['drop tcp any any -> any 1 (msg:"none";)', 'it has no sid.'],
    ['drop TLS any any -> any 1 (sid:1;)', 'its protocol is not written “tls”.'],
    ['drop tcp any any -> any 1 (ip_proto:6; sid:1;)', 'ip_proto is for rules of “ip” alone.'],
    ['drop tls any any -> any 1 (http.host; content:"x"; sid:1;)', 'it is for tls and http at once.'],
    [
      'drop tcp any any -> any 1 (tls.sni; content:"x"; http.host; content:"y"; sid:1;)',
      'it is for tls and http at once.',
    ],
    [
      'drop tls any any -> any 1 (app-layer-protocol:!http; sid:1;)',
      'app-layer-protocol can’t stand in a rule of “tls”.',
    ],
    [
      'drop tls any any -> any 1 (tls.sni; content:"x"; flow:to_client; sid:1;)',
      'it looks for a name in what is answered.',
    ],
    [
      'drop tls any any -> any 1 (tls.sni; content:"x"; flags:S; sid:1;)',
      'it goes by the flags of packets and by a name.',
    ],
    ['drop tcp any any -> any 1 (flow:to_server,from_server; sid:1;)', 'it names the direction of its packets twice.'],
    ['drop tcp any any -> any 1 (flow:established,stateless; sid:1;)', 'it names the state of connections twice.'],
    [
      'drop tcp any any -> any 1 (flow:not_established,established; sid:1;)',
      'it names the state of connections twice.',
    ],
    ['drop tcp any any -> any 1 (flow:only_stream,no_stream; sid:1;)', 'it names the kind of its packets twice.'],
    ['drop tcp any any -> any 1 (flow:no_frag,only_frag; sid:1;)', 'it names the kind of its packets twice.'],
    [
      'drop tcp any any -> any 1 (flow:to_server,established,no_stream,no_frag; sid:1;)',
      'it has more than 3 words in one “flow”.',
    ],
    ['drop tcp any any -> any 1 (flow:established; flow:to_server; sid:1;)', 'it has “flow” twice.'],
    ['drop tcp any any -> any 1 (flow:established; flow:no_stream; sid:1;)', 'it has “flow” twice.'],
    ['drop tcp any any -> any 1 (nocase; sid:1;)', '“nocase” stands after no content.'],
    ['drop tls any any -> any 1 (tls.sni; sid:1;)', 'it looks for nothing in tls.sni.'],
    ['drop http any any -> any 1 (http.host; content:"x"; nocase; sid:1;)', 'http.host can’t be compared with nocase.'],
    [
      'drop http any any -> any 1 (http.host; content:"X.com"; sid:1;)',
      'http.host is compared in lower case, and what it looks for is not.',
    ],
    [
      'drop http any any -> any 1 (http.host; bsize:5; flow:to_server; content:"|41|.com"; sid:1;)',
      'http.host is compared in lower case, and what it looks for is not.',
    ],
    [
      'drop http any any -> any 1 (http.host; content:"x"; msg:"y"; flow:to_server; nocase; sid:1;)',
      'http.host can’t be compared with nocase.',
    ],
    ['drop tls any any -> any 1 (tls.sni; flow:to_server; sid:1;)', 'it looks for nothing in tls.sni.'],
  ])('contradict themselves and leave what they may decide unknown: %s', (line, because) => {
    const reading = readAws(ruled([line]));
    expect(reading.problems).toMatchObject([{ message: expect.stringContaining(because) as unknown }]);
    expect(askAws(reading, question).verdict).toBe('unknown');
  });

  it.each([
    'drop ssl any any -> any any (tls.sni; content:"cp"; sid:1;)',
    'drop tls any any -> any any (flow:to_server; flow:established; sid:1;)',
    'drop tcp any any -> any any (app-layer-protocol:!http; app-layer-protocol:!dns; sid:1;)',
    'drop tls any any -> any any (tls.sni; content:"cp"; nocase; startswith; flow:to_server, established; sid:1;)',
    'drop tcp any any -> any any (flow:no_stream; flow:to_server; sid:1;)',
    'drop tcp any any -> any any (flow:to_server; flow:to_server,established; sid:1;)',
    'drop ipv4 any any -> any any (ip_proto:6; sid:1;)',
  ])('do not contradict themselves: %s', (line) => {
    expect(verdict(ruled([line]))).toBe('denied');
  });

  // Suricata 7.0.10 takes each of them.
  it.each<[options: string, expected: string]>([
    ['http.host; content:"www"; http.method; content:"GET"; sid:1;', 'allowed'],
    ['http.host; content:"cp"; http.method; content:"GET"; sid:1;', 'unknown'],
    ['http.host; content:"cp"; http.uri; content:"/a"; nocase; sid:1;', 'unknown'],
    ['http.host; content:"cp"; http.uri; content:"/API"; sid:1;', 'unknown'],
    ['http.host; content:"cp"; http.user_agent; content:"Mozilla"; sid:1;', 'unknown'],
    ['http.host; content:"cp"; pkt_data; content:"GET"; nocase; sid:1;', 'unknown'],
    ['content:"GET"; nocase; http.host; content:"cp"; sid:1;', 'unknown'],
    ['http.host; pcre:"/^\\S+\\.ru$/"; sid:1;', 'unknown'],
    ['http.host; pcre:"/^[A-Z0-9]+\\.ru$/i"; sid:1;', 'unknown'],
    ['http.host; dotprefix; content:".example.com"; nocase; endswith; sid:1;', 'denied'],
    ['http.host; dotprefix; content:".Example.com"; endswith; sid:1;', 'allowed'],
  ])('do not contradict themselves: drop http any any -> any any (%s)', (options, expected) => {
    const reading = readAws(ruled([`drop http any any -> any any (${options})`]));
    expect(askAws(reading, { ...question, port: 80 }).verdict).toBe(expected);
    expect(reading.problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  });

  // What Suricata 7.0.10 drops of them.
  it.each<[flows: string, toServer: string, toClient: string]>([
    ['flow:to_server; flow:to_client;', 'denied', 'denied'],
    ['flow:to_server; flow:established;', 'denied', 'denied'],
    ['flow:to_client; flow:to_server,established;', 'denied', 'allowed'],
    // Packets can't be of both.
    ['flow:to_server,established,no_stream; flow:to_client,established;', 'unknown', 'allowed'],
    ['flow:established,no_stream; flow:not_established;', 'unknown', 'unknown'],
    ['flow:not_established,stateless;', 'unknown', 'unknown'],
  ])('go by all their options of flow: %s', (flows, toServer, toClient) => {
    expect(verdict(only('tcp any any -> 203.0.113.7 any', flows))).toBe(toServer);
    expect(verdict(only('tcp 203.0.113.7 any -> any any', flows))).toBe(toClient);
  });

  // As Suricata 7.0.10 does: otherwise as rules of ip.
  it.each<[protocol: string, ofIpv4: string, ofIpv6: string]>([
    ['ip', 'denied', 'denied'],
    ['ip4', 'denied', 'allowed'],
    ['ipv4', 'denied', 'allowed'],
    ['ip6', 'allowed', 'denied'],
    ['ipv6', 'allowed', 'denied'],
  ])('are for one version of IP where their protocol is: %s', (protocol, ofIpv4, ofIpv6) => {
    const files = ruled([`drop ${protocol} any any -> any 443 (sid:1;)`]);
    expect(verdict(files)).toBe(ofIpv4);
    expect(verdict(files, { to: '2001:db8::1' })).toBe(ofIpv6);
    expect(verdict(files, { port: 80 })).toBe('allowed');
  });

  // What Suricata 7.0.10 makes of each of these connections, in action order.
  it.each<[pass: string, drop: string, expected: string]>([
    ['tcp any any -> any 443 (', 'tcp any any -> any any (flow:established;', 'allowed'],
    ['tcp any any -> any 443 (flow:to_server;', 'tcp any any -> any any (flow:to_server;', 'allowed'],
    ['tcp any any -> any 443 (flow:to_server;', 'tcp any any -> any any (', 'denied'],
    ['tcp any any -> any 443 (flow:to_server;', 'tcp any 443 -> any any (flow:established,to_client;', 'denied'],
    ['tcp any any <> any 443 (flow:established;', 'tcp any any -> any any (flow:established;', 'allowed'],
    ['tcp any any -> any 443 (flow:established;', 'tcp any any -> any any (flow:established;', 'denied'],
    ['tcp any any -> any 443 (flow:stateless;', 'tcp any any -> any 443 (', 'allowed'],
    ['tcp any any -> any 443 (flow:stateless;', 'tcp any 443 -> any any (flow:established;', 'denied'],
    ['tcp any any -> any 443 (flow:no_stream;', 'tcp any 443 -> any any (flow:established;', 'denied'],
    ['tcp any any -> any 443 (flags:S;', 'tcp any any -> any 443 (flow:established;', 'denied'],
    ['tcp any any -> any 443 (flowbits:isset,none;', 'tcp any any -> any 443 (flow:established;', 'denied'],
    ['tcp any any -> any 443 (flowbits:set,one;', 'tcp any any -> any any (flow:established;', 'allowed'],
    // By an application’s protocol or name the whole connection is passed, unless packets are told apart beside it.
    ['tls any any -> any any (', 'tcp any any -> any any (flow:established;', 'allowed'],
    ['tls any any -> any any (flow:to_server;', 'tcp any any -> any any (flow:established;', 'allowed'],
    ['tls any any -> any any (flow:to_server,established;', 'tcp any any -> any any (flow:established;', 'denied'],
    ['tcp any any -> any any (app-layer-protocol:tls;', 'tcp any any -> any any (flow:established;', 'allowed'],
    [
      'tcp any any -> any any (app-layer-protocol:tls; flow:established,to_server;',
      'tcp any any -> any any (flow:established;',
      'denied',
    ],
    [
      'tls any any -> any any (tls.sni; content:"cp.example.com"; flow:to_server,established;',
      'tcp any any -> any any (flow:established;',
      'allowed',
    ],
    [
      'tls any any -> any any (ssl_state:client_hello; flow:established;',
      'tcp any any -> any any (flow:established;',
      'allowed',
    ],
    [
      'tls any any -> any any (ja4.hash; content:"_"; flow:established;',
      'tcp any any -> any any (flow:established;',
      'allowed',
    ],
    // By addresses alone a rule is asked of the first packet each way, and of every packet where some are left out.
    ['tcp any any <> any 443 (flow:not_established;', 'tcp any any -> any 443 (', 'allowed'],
    ['tcp any any <> any 443 (flow:not_established;', 'tcp any any -> !10.0.0.0/8 443 (', 'denied'],
    ['tcp any any <> any 443 (flow:not_established;', 'tcp any any -> $EXTERNAL_NET 443 (', 'denied'],
    ['tcp any any <> any 443 (flow:not_established;', 'tcp any any -> any 443 (flow:to_server;', 'denied'],
  ])('pass %s) before drop %s) as far as they act on a connection', (pass, drop, expected) => {
    expect(verdict(ruled([`pass ${pass} sid:1;)`, `drop ${drop} sid:2;)`]))).toBe(expected);
  });

  it('leave what a pass for packets lets by to rules for what comes after them, in strict order as well', () => {
    const pass = 'pass tcp any any -> any 443 (flow:to_server; sid:1;)';
    const named = 'reject tls any any -> any any (tls.sni; content:"cp.example.com"; sid:2;)';
    expect(verdict(ruledStrictly([named, pass]))).toBe('denied');
    expect(verdict(ruledStrictly([pass, named]))).toBe('allowed');
    expect(verdict(ruledStrictly([named, pass.replace('flow:to_server; ', '')]))).toBe('allowed');
    expect(ask(ruledStrictly([pass])).allowedBy).toContain(`rule group one, line 1: ${pass}`);
  });

  // Developer Guide, "Troubleshooting rules in AWS Network Firewall", Example 3, and what its text says of such rules.
  describe.each(['aws:drop_established', 'aws:drop_established_app_layer', 'aws:drop_established_app_layer_to_server'])(
    'that pass what a client sends, before %s',
    (action) => {
      const asked = (lines: readonly string[], more: Partial<AwsQuestion>): string =>
        verdict(ruledStrictly(lines, [action]), more);

      it.each<[pass: string, question: Partial<AwsQuestion>]>([
        ['tcp $HOME_NET any -> $EXTERNAL_NET 22 (msg:"sid1"; flow:to_server; sid:1;)', { port: 22 }],
        ['ssh $HOME_NET any -> $EXTERNAL_NET any (flow:established,to_server; sid:1;)', { port: 22 }],
        ['tls $HOME_NET any -> $EXTERNAL_NET 443 (flow:to_server, established; sid:1;)', { port: 443 }],
        ['udp $HOME_NET any -> $EXTERNAL_NET 53 (flow:to_server; sid:1;)', { port: 53, protocol: 'UDP' }],
        ['icmp $HOME_NET any -> $EXTERNAL_NET any (flow:to_server; sid:1;)', { services: messagesOf('ICMP', 8, 0) }],
      ])('allow the whole connection: pass %s', (rule, more) => {
        const pass = `pass ${rule}`;
        expect(asked([pass], more)).toBe('allowed');
        expect(asked(['# none'], more)).not.toBe('allowed');
        expect(asked([pass], { ...more, to: '10.0.1.9', nodes: ['198.51.100.0/24'] })).not.toBe('allowed');
        // Where others go by the flags of packets, those without data are told from the rest.
        const byFlags = 'drop tcp any any -> any 9999 (flags:R; sid:9;)';
        expect(asked([byFlags, pass], more)).toBe('allowed');
        const answers = 'drop ip $EXTERNAL_NET any -> $HOME_NET any (flow:to_client; sid:2;)';
        expect(asked([pass, answers], more)).toBe('denied');
      });

      it('allow no connection of which they pass no data', () => {
        const ssh = { port: 22 } as const;
        const pass = (options: string): string => `pass tcp any any -> any 22 (${options} sid:1;)`;
        expect(asked([pass('flow:to_server,not_established;')], ssh)).toBe('denied');
        expect(asked([pass('flow:to_server; flags:A;')], ssh)).toBe('denied');
      });
    },
  );

  it('that pass data by its flags leave what has others to the default action', () => {
    const files = ruledStrictly(['pass tcp any any -> any 443 (flags:PA; sid:1;)'], ['aws:drop_established']);
    expect(verdict(files)).toBe('denied');
  });

  // Of other protocols the first answer makes a connection that stands.
  it.each<[options: string, expected: string]>([
    ['flow:established;', 'denied'],
    ['flow:established,to_client;', 'denied'],
    ['flow:established,to_server;', 'unknown'],
    ['flow:not_established,to_server;', 'denied'],
    ['flow:not_established,to_client;', 'allowed'],
  ])('drop udp any any -> any any (%s)', (options, expected) => {
    expect(verdict(only('udp any any -> any any', options), { port: 53, protocol: 'UDP' })).toBe(expected);
  });

  it('pass a datagram and not its answer, where they tell packets apart', () => {
    const dns = { port: 53, protocol: 'UDP' } as const;
    const drop = 'drop udp any any -> any any (sid:2;)';
    expect(verdict(ruled(['pass udp any any -> any 53 (flow:to_server; sid:1;)', drop]), dns)).toBe('denied');
    expect(verdict(ruled(['pass udp any any -> any 53 (sid:1;)', drop]), dns)).toBe('allowed');
  });

  it.each<[options: string, expected: string]>([
    // It ends the handshake.
    ['flow:not_established; flags:A;', 'denied'],
    ['flow:not_established; flags:PA;', 'allowed'],
    ['flow:established,to_client; flags:A;', 'denied'],
    ['flow:established,to_server; flags:A;', 'denied'],
  ])('drop packets by flags and state: %s', (options, expected) => {
    expect(verdict(only('tcp any any -> any any', options))).toBe(expected);
  });

  it('mean both directions where they are written so', () => {
    const between = (direction: string): Fields =>
      only(`tcp 203.0.113.0/24 443 ${direction} any any`, 'flow:to_server; ');
    expect(verdict(between('->'))).toBe('allowed');
    expect(verdict(between('<>'))).toBe('denied');
  });

  it('go by bits that earlier rules set', () => {
    const guarded = (...options: readonly string[]): Fields =>
      ruledStrictly([...options, 'reject tcp any any -> any any (flowbits:isnotset,seen; flow:established; sid:9;)']);
    expect(verdict(guarded())).toBe('denied');
    expect(verdict(guarded('alert tls any any -> any any (flowbits:set,seen; sid:1;)'))).toBe('unknown');
    expect(verdict(guarded('alert http any any -> any any (flowbits:set,seen; sid:1;)'))).toBe('denied');
    // What is rejected is not there to be asked about.
    expect(verdict(guarded('reject tls any any -> any any (geoip:dst,RU; flowbits:set,seen; sid:1;)'))).toBe('denied');
    const waiting = (setter: string): Fields =>
      ruledStrictly([setter, 'drop tcp any any -> any any (flowbits:isset,seen; sid:9;)']);
    expect(verdict(waiting('alert tls any any -> any any (flowbits:set,seen; sid:1;)'))).toBe('unknown');
    expect(verdict(waiting('alert tls any any -> any any (sid:1;)'))).toBe('allowed');
  });

  it.each([
    ['rules by name', ['pass tls any any -> any any (tls.sni; content:"a.example.com"; sid:1;)'], 'allowed'],
    [
      'rules by a bit that goes by name',
      [
        'alert tls any any -> any any (tls.sni; content:"a.example.com"; flowbits:set,seen; sid:1;)',
        'pass tls any any -> any any (flowbits:isset,seen; sid:2;)',
      ],
      'unknown',
    ],
  ])('are asked anew for each name: %s', (_, lines, expected) => {
    const rules = readAws(ruledStrictly([...lines, 'reject tcp any any -> any any (flow:established; sid:9;)']));
    const verdicts = askByNames(rules, question, ['a.example.com', 'b.example.com']).map((one) => one.verdict);
    expect(verdicts).toEqual([expected, 'denied']);
  });

  it('go by one of several bits', () => {
    const setsOne = 'alert tls any any -> any any (flowbits:set,seen; sid:1;)';
    const asks = (condition: string): Fields =>
      ruledStrictly([setsOne, `drop tcp any any -> any any (flowbits:${condition}; flow:established; sid:9;)`]);
    expect(verdict(asks('isset,seen|known'))).toBe('unknown');
    expect(verdict(asks('isset,other|known'))).toBe('allowed');
    // That one of them is not set is enough.
    expect(verdict(asks('isnotset,seen|known'))).toBe('denied');
    expect(verdict(asks('isnotset,seen|seen'))).toBe('unknown');
  });

  it('know the variables of their group', () => {
    const variables = {
      RuleVariables: {
        IPSets: { SERVERS: { Definition: ['203.0.113.0/24', '198.51.100.0/24'] } },
        PortSets: { SECURE: { Definition: ['443', '8443:8444'] } },
      },
      ReferenceSets: {
        IPSetReferences: { PARTNERS: { ReferenceArn: 'arn:aws:ec2:eu-west-1:1:prefix-list/pl-11111111' } },
      },
    };
    expect(verdict(ruled(['drop tcp any any -> $SERVERS $SECURE (sid:1;)'], variables))).toBe('denied');
    expect(verdict(ruled(['drop tcp any any -> $SERVERS $SECURE (sid:1;)'], variables), { port: 80 })).toBe('allowed');
    expect(verdict(ruled(['drop tcp $HOME_NET any -> !$SERVERS any (sid:1;)'], variables))).toBe('allowed');
    const partners = ruled(['drop tcp any any -> @PARTNERS any (sid:1;)'], variables);
    expect(verdict(partners)).toBe('unknown');
    expect(verdict({ ...partners, 'pl-11111111.json': { Entries: [{ Cidr: '203.0.113.0/24' }] } })).toBe('denied');
  });

  /** As many ways through the definitions as a thousand million. */
  it('know variables that name each other again and again', () => {
    const nested = (last: string): Fields =>
      Object.fromEntries(
        Array.from({ length: 10 }, (_, at) => [
          `V${at}`,
          { Definition: at === 9 ? [last] : Array.from({ length: 10 }, () => `$V${at + 1}`) },
        ]),
      );
    const asked = (network: string, port: string): string =>
      verdict(
        ruled(['drop tcp any any -> $V0 $V0 (sid:1;)'], {
          RuleVariables: { IPSets: nested(network), PortSets: nested(port) },
        }),
      );
    expect(asked('203.0.113.0/24', '443')).toBe('denied');
    expect(asked('198.51.100.0/24', '443')).toBe('allowed');
    expect(asked('203.0.113.0/24', '80')).toBe('allowed');
    expect(asked('203.0.113.0/24', 'x')).toBe('unknown');
  });

  it('are read where tens of thousands of them leave one long list out of another', () => {
    const cidrs = Array.from({ length: 10_000 }, (_, at) => `20.${at >> 7}.${(at % 128) * 2}.0/24`);
    const sets = { IPSets: { LONG: { Definition: cidrs }, OTHER: { Definition: cidrs.slice(5000) } } };
    const rules = Array.from(
      { length: 30_000 },
      (_, at) =>
        `drop tcp any any -> [$LONG,!$OTHER,!20.0.${at % 256}.${(at >> 8) * 2}] ${(at % 65_000) + 1} (sid:${at + 1};)`,
    );
    const files = ruled(rules, { RuleVariables: sets });
    expect(readAws(files).problems).toEqual([]);
    // What that is takes more than is worked out.
    expect(ask(files).reasons).toEqual([tooMuch]);
  });

  it.each([
    ['alert tcp any any', 'allowed'],
    ['pass tcp any any', 'allowed'],
    ['drop tcp any any', 'unknown'],
    ['block tcp any any', 'unknown'],
    // The text ends where the line is to go on.
    ['drop tcp any any -> any any (sid:1;) \\', 'denied'],
  ])('that are cut short are at most of their action: %s', (line, expected) => {
    expect(verdict(ruled([line]))).toBe(expected);
  });

  it.each([
    ['an action of another tool', 'block tcp any any -> any any (sid:1;)'],
    ['a head that is cut short', 'drop tcp any any -> any'],
    ['a direction that there is not', 'drop tcp any any <- any any (sid:1;)'],
    ['options that do not end', 'drop tcp any any -> any any (msg:"x; sid:1;'],
    ['no options', 'drop tcp any any -> any any'],
    ['brackets without end', 'drop tcp [[[[[[[[[[[[[[[[10.0.0.0/8 any -> any any (sid:1;)'],
    ['more characters than AWS takes', ofLength(8193)],
    ['rules of the next generation', 'accept:flow tls:client_hello any any -> any any (sid:1;)'],
  ])('with %s are unknown and reported with their line', (_, line) => {
    const reading = readAws(ruled(['# first line', line]));
    expect(askAws(reading, question).verdict).toBe('unknown');
    expect(reading.problems).toMatchObject([
      {
        place: {
          file: 'one.json',
          path: ['RuleGroup', 'RulesSource', 'RulesString'],
          rule: expect.stringContaining('rule group one, line 2: ') as unknown,
        },
      },
    ]);
  });

  it('with as many characters as AWS takes decide', () => {
    const reading = readAws(ruled([ofLength(8192)]));
    expect(askAws(reading, question).verdict).toBe('denied');
    expect(reading.problems).toEqual([]);
  });

  it('name the line that decides', () => {
    expect(ask(ruled(['# a comment', '', 'drop tcp any any -> any 443 (sid:1;)'])).deniedBy[0]).toBe(
      'rule group one, line 3: drop tcp any any -> any 443 (sid:1;)',
    );
  });

  it('may go on in the next line', () => {
    expect(verdict(ruled(['drop tcp any any \\', '-> any 443 (sid:1;)']))).toBe('denied');
  });

  it('with an option that is not judged are reported once', () => {
    const { problems } = readAws(
      ruled(['drop tcp any any -> any 1 (geoip:dst,RU; sid:1;)', 'drop tcp any any -> any 2 (geoip:dst,CN; sid:2;)']),
    );
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        message: 'rule group one: “geoip” is not judged; 2 rules that have it match perhaps.',
      },
    ]);
  });

  it('of many thousands and of great length are read at once', () => {
    const long = `drop tcp any any -> [${Array.from({ length: 50_000 }, (_, index) => `198.18.${index % 200}.${index % 250}`).join(',')}] any (sid:1;)`;
    const hostile = `drop tcp any any -> any any (tls.sni; pcre:"/${'(a+)+'.repeat(20_000)}/"; content:"${'a'.repeat(500_000)}"; sid:2;)`;
    const endless = `drop tcp ${'['.repeat(500_000)}`;
    const quotes = `drop tcp any any -> any any (msg:"${'\\"'.repeat(500_000)}"; sid:3;)`;
    const reading = readAws(ruled([long, hostile, endless, quotes]));
    expect(askAws(reading, { ...question, host: `${'a'.repeat(60)}.example.com` }).verdict).toBe('unknown');
    expect(reading.problems).toHaveLength(4);
  });
});

describe('simple stateful rules', () => {
  const header = {
    Protocol: 'TCP',
    Source: 'ANY',
    SourcePort: 'ANY',
    Direction: 'FORWARD',
    Destination: '203.0.113.0/24',
    DestinationPort: '443',
  };
  const simple = (more: Fields = {}, headerMore: Fields = {}, groupMore: Fields = {}): Fields => ({
    ...ruled([]),
    'one.json': group('one', {
      RulesSource: {
        StatefulRules: [
          {
            Action: 'DROP',
            Header: { ...header, ...headerMore },
            RuleOptions: [{ Keyword: 'sid', Settings: ['1'] }],
            ...more,
          },
        ],
      },
      ...groupMore,
    }),
  });

  it.each<[title: string, more: Fields, header: Fields, expected: string]>([
    ['drop', {}, {}, 'denied'],
    ['pass', { Action: 'PASS' }, {}, 'allowed'],
    ['alert', { Action: 'ALERT' }, {}, 'allowed'],
    ['reject', { Action: 'REJECT' }, {}, 'denied'],
    ['go by protocol', {}, { Protocol: 'UDP' }, 'allowed'],
    ['go by application', {}, { Protocol: 'TLS' }, 'denied'],
    ['go by source', {}, { Source: '10.9.0.0/16' }, 'allowed'],
    ['go by source port', {}, { SourcePort: '80' }, 'allowed'],
    ['go by destination', {}, { Destination: '198.51.100.0/24' }, 'allowed'],
    ['go by destination port', {}, { DestinationPort: '80' }, 'allowed'],
    ['go one way', {}, { Source: '198.51.100.0/24', Destination: 'ANY', DestinationPort: 'ANY' }, 'allowed'],
    [
      'go both ways',
      {},
      { Direction: 'ANY', Source: '203.0.113.0/24', SourcePort: '443', Destination: 'ANY', DestinationPort: 'ANY' },
      'denied',
    ],
    [
      'have options that decide nothing',
      {
        RuleOptions: [{ Keyword: 'sid:1' }, { Keyword: 'flow', Settings: ['to_server'] }],
      },
      {},
      'denied',
    ],
    [
      'have options of packets that go back',
      { RuleOptions: [{ Keyword: 'sid:1' }, { Keyword: 'flow', Settings: ['to_client'] }] },
      {},
      'allowed',
    ],
    [
      'have options',
      { RuleOptions: [{ Keyword: 'sid:1' }, { Keyword: 'geoip', Settings: ['dst', 'RU'] }] },
      {},
      'unknown',
    ],
    ['have no sid', { RuleOptions: [{ Keyword: 'flow', Settings: ['to_client'] }] }, {}, 'unknown'],
    ['have an action that is not known', { Action: 'LOG' }, {}, 'unknown'],
    ['have a field that is not known', { Only: 'x' }, {}, 'unknown'],
    ['lack a part of the head', {}, { DestinationPort: '' }, 'unknown'],
    ['have a direction that is not known', {}, { Direction: 'BACKWARD' }, 'unknown'],
  ])('%s', (_, more, headerMore, expected) => {
    expect(verdict(simple(more, headerMore))).toBe(expected);
  });

  it('name the sets of their group in the case in which these are written', () => {
    const named = { Destination: '$SERVERS', DestinationPort: '$Secure_Ports' };
    const sets = (ports: string): Fields => ({
      RuleVariables: {
        IPSets: { SERVERS: { Definition: ['203.0.113.0/24'] } },
        PortSets: { Secure_Ports: { Definition: [ports] } },
      },
    });
    expect(verdict(simple({}, named, sets('443')))).toBe('denied');
    expect(verdict(simple({}, named, sets('80')))).toBe('allowed');
  });
});

describe('a firewall policy', () => {
  const passing = ruled(['pass tcp any any -> any any (sid:1;)']);

  it.each<[title: string, more: Fields]>([
    ['that inspects TLS', { TLSInspectionConfigurationArn: 'arn:tls' }],
    ['that checks addresses against the resolver [F9]', { Route53ResolvedIPValidation: { Mode: 'DROP' } }],
    ['with a field that is not known', { FirewallSection: { Entries: [1] } }],
    ['with an engine option that is not known', { StatefulEngineOptions: { Mode: 'x' } }],
    ['with a rule order that is not known', { StatefulEngineOptions: { RuleOrder: 'RANDOM' } }],
    ['with a default action that is not known', strictWith('aws:inspect')],
    ['without a stateless default action', { StatelessDefaultActions: [] }],
  ])('%s leaves it unknown [F12]', (_, more) => {
    expect(verdict({ ...passing, 'policy.json': policy(['one'], more) })).toBe('unknown');
  });

  it('with a group that is not in the files leaves open what no other rule passes', () => {
    expect(verdict({ ...passing, 'policy.json': policy(['one', 'managed']) })).toBe('allowed');
    const files = { ...ruled(['# none']), 'policy.json': policy(['one', 'managed']) };
    expect(ask(files)).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'firewall policy egress: rule group managed is not in the files: add the output of `aws network-firewall describe-rule-group`.',
      ],
    });
  });

  it('may turn the drops of a managed group into alerts', () => {
    const reference = { ...toReference('one', 0), Override: { Action: 'DROP_TO_ALERT' } };
    const files = {
      ...ruled(['drop tcp any any -> any any (sid:1;)']),
      'policy.json': policy([], { StatefulRuleGroupReferences: [reference] }),
    };
    expect(verdict(files)).toBe('allowed');
  });

  it('keeps what a group passes, where its drops are turned into alerts', () => {
    const reference = { ...toReference('one', 0), Override: { Action: 'DROP_TO_ALERT' } };
    const files = (line: string): Fields => ({
      ...ruledStrictly([line]),
      'policy.json': policy([], { ...strictWith('aws:drop_strict'), StatefulRuleGroupReferences: [reference] }),
    });
    expect(verdict(files('pass ip any any -> any any (sid:1;)'))).toBe('allowed');
    expect(verdict(files('drop ip any any -> any any (sid:1;)'))).toBe('denied');
  });

  it('with rule groups of the next generation leaves it unknown [F12]', () => {
    const files = {
      ...passing,
      'one.json': group('one', suricata(['pass tcp any any -> any any (sid:1;)']), 'FIREWALL'),
    };
    expect(verdict(files)).toBe('unknown');
  });

  it.each([
    ['by the firewall’s name', 'egress-firewall', 'allowed'],
    ['by the firewall’s ARN', 'arn:aws:network-firewall:eu-west-1:1:firewall/egress-firewall', 'allowed'],
    ['by the firewall’s id', '12345678-9abc-def0-1234-56789abcdef0', 'allowed'],
    ['by its endpoint', 'vpce-1', 'allowed'],
    ['by the subnet of its endpoint', 'subnet-fw', 'allowed'],
    ['by the name of that subnet', 'firewalls', 'allowed'],
    ['by the policy’s name', 'egress', 'allowed'],
    ['by the policy’s ARN', policyArn, 'allowed'],
    ['by another name', 'other', 'unknown'],
  ])('is found %s', (_, target, expected) => {
    const Tags = [{ Key: 'Name', Value: 'firewalls' }];
    const subnets = { 'subnets.json': { Subnets: [{ SubnetId: 'subnet-fw', CidrBlock: '10.0.9.0/24', Tags }] } };
    expect(verdict({ ...passing, ...subnets }, { attachedTo: [target] })).toBe(expected);
  });

  it('is asked for where only the firewall is given, and the firewall where only rule groups are', () => {
    const { 'policy.json': _, ...without } = passing;
    expect(ask(without).reasons).toEqual([
      'The policy of firewall egress-firewall is not in the files: add the output of `aws network-firewall describe-firewall-policy`.',
    ]);
    const { 'one.json': one } = passing;
    expect(verdict({ 'one.json': one })).toBe('unknown');
    expect(verdict(passing, { attachedTo: [] })).toBe('unknown');
  });

  it('of a firewall in proxy mode leaves it unknown [F12]', () => {
    const proxy = { ...firewall, Firewall: { ...firewall.Firewall, ProxySettings: { Listeners: [] } } };
    expect(verdict({ ...passing, 'firewall.json': proxy })).toBe('unknown');
  });

  it('and rule groups that are described twice, in different words, leave it unknown', () => {
    expect(
      verdict({ ...passing, 'again.json': group('one', suricata(['drop tcp any any -> any any (sid:1;)'])) }),
    ).toBe('unknown');
    expect(verdict({ ...passing, 'again.json': policy([]) })).toBe('unknown');
    expect(verdict({ ...passing, 'again.json': passing['policy.json'] })).toBe('allowed');
  });
});

describe('CloudFormation templates', () => {
  const template = (
    rules: unknown,
    ofPolicy: Fields = {},
    Parameters: Fields = {},
    ruleGroup: Fields = {},
  ): Fields => ({
    'template.json': {
      Parameters,
      Resources: {
        Group: {
          Type: 'AWS::NetworkFirewall::RuleGroup',
          Properties: {
            RuleGroupName: 'one',
            Type: 'STATEFUL',
            RuleGroup: { RulesSource: { RulesString: rules }, ...ruleGroup },
          },
        },
        Policy: {
          Type: 'AWS::NetworkFirewall::FirewallPolicy',
          Properties: {
            FirewallPolicyName: { 'Fn::Sub': '${AWS::StackName}-policy' },
            FirewallPolicy: {
              StatelessDefaultActions: ['aws:forward_to_sfe'],
              StatefulRuleGroupReferences: [{ ResourceArn: { 'Fn::GetAtt': ['Group', 'RuleGroupArn'] } }],
              ...ofPolicy,
            },
          },
        },
        Firewall: {
          Type: 'AWS::NetworkFirewall::Firewall',
          Properties: { FirewallName: 'fw', FirewallPolicyArn: { Ref: 'Policy' }, VpcId: { Ref: 'Vpc' } },
        },
        Bucket: { Type: 'AWS::S3::Bucket' },
      },
    },
  });

  it('are read by the logical names of their resources', () => {
    const attachedTo = ['fw'];
    expect(verdict(template('drop tcp any any -> any any (sid:1;)'), { attachedTo })).toBe('denied');
    expect(verdict(template('pass tcp any any -> any any (sid:1;)'), { attachedTo })).toBe('allowed');
    expect(ask(template('drop tcp any any -> any any (sid:1;)'), { attachedTo: ['Firewall'] }).verdict).toBe('denied');
  });

  const dropTls = (name: string): string => `drop tls any any -> any any (tls.sni; content:"${name}"; sid:1;)`;
  const host: Fields = { Host: { Type: 'String', Default: 'cp.example.com' } };
  const asked = { attachedTo: ['fw'] };

  it.each<[title: string, rules: unknown]>([
    ['a parameter', { Ref: 'Rules' }],
    ['a text with a parameter in it', { 'Fn::Sub': dropTls('${Host}') }],
    ['a text with a value of its own', { 'Fn::Sub': [dropTls('${Own}'), { Own: { Ref: 'Host' } }] }],
    ['texts that are joined', { 'Fn::Join': ['', [dropTls('cp.example.com'), '\n', '# end']] }],
  ])('tell by themselves what %s stands for', (_title, rules) => {
    const parameters = { ...host, Rules: { Type: 'String', Default: dropTls('cp.example.com') } };
    expect(ask(template(rules, {}, parameters), asked)).toMatchObject({ verdict: 'denied', reasons: [] });
    expect(verdict(template(rules, {}, parameters), { ...asked, host: 'other.example.com' })).toBe('allowed');
  });

  it.each<[title: string, rules: unknown]>([
    ['a parameter without a default', { Ref: 'Bare' }],
    ['a text with one', { 'Fn::Sub': dropTls('${Bare}') }],
    ['texts with one', { 'Fn::Join': ['', [{ Ref: 'Bare' }]] }],
    ['a condition', { 'Fn::If': ['isStrict', 'a', 'b'] }],
    ['what another stack exports', { 'Fn::ImportValue': 'rules' }],
    ['an attribute', { 'Fn::GetAtt': ['Bucket', 'DomainName'] }],
  ])('leave open what they do not tell by themselves: %s', (_title, rules) => {
    const files = template(rules, {}, { Bare: { Type: 'String' } });
    expect(ask(files, asked)).toMatchObject({
      verdict: 'unknown',
      reasons: [expect.stringContaining('is not understood')],
    });
    expect(readAws(files).problems).toMatchObject([
      { place: { path: ['Resources', 'Group', 'Properties', 'RuleGroup'] } },
    ]);
  });

  it.each<[title: string, rules: unknown]>([
    ['a text with one again and again', { 'Fn::Sub': '${Long}'.repeat(2000) }],
    ['texts with one between them', { 'Fn::Join': ['x'.repeat(1_000_000), Array.from({ length: 2000 }, () => 'x')] }],
    [
      'texts of texts of texts',
      Array.from({ length: 6 }).reduce<unknown>((of) => ({ 'Fn::Sub': ['${x}'.repeat(100), { x: of }] }), 'xx'),
    ],
  ])('leave open what would be longer than there is room for: %s', (_title, rules) => {
    const files = template(rules, {}, { Long: { Type: 'String', Default: 'x'.repeat(1_000_000) } });
    expect(verdict(files, asked)).toBe('unknown');
    expect(readAws(files).problems).toMatchObject([
      { place: { path: ['Resources', 'Group', 'Properties', 'RuleGroup'] } },
    ]);
  });

  it.each<[type: string, expected: string]>([
    ['String', 'allowed'],
    ['AWS::SSM::Parameter::Value<String>', 'unknown'],
    ['AWS::SSM::Parameter::Value<List<String>>', 'unknown'],
    ['AWS::SSM::Parameter::Name', 'unknown'],
  ])('do not tell what the Systems Manager holds: %s', (Type, expected) => {
    const parameters = { Name: { Type, Default: 'other.example.com' } };
    expect(verdict(template({ 'Fn::Sub': dropTls('${Name}') }, {}, parameters), asked)).toBe(expected);
  });

  it('name the function that stands for what they do not tell: a group, a variable, the policy of a firewall', () => {
    const chosen = { 'Fn::If': ['c', 'a', 'b'] };
    const told = (files: Fields): unknown => readAws(files).problems.map(({ message }) => message);
    const pass = 'pass tcp any any -> any any (sid:1;)';
    const byGroup = template(pass, { StatefulRuleGroupReferences: [{ ResourceArn: chosen }] });
    expect(told(byGroup)).toEqual([expect.stringContaining('“Fn::If” stands in it')]);
    expect(ask(byGroup, asked)).toMatchObject({ verdict: 'unknown', reasons: [expect.stringContaining('“Fn::If”')] });
    const sets = { RuleVariables: { IPSets: { HOME_NET: { Definition: { Ref: 'L' } } } } };
    const bySet = template('drop tcp $HOME_NET any -> any any (sid:1;)', {}, {}, sets);
    expect(ask(bySet, asked).verdict).toBe('unknown');
    expect(told(bySet)).toEqual([
      expect.stringContaining('the variable HOME_NET: “Ref” stands in it'),
      expect.stringContaining('the variable $HOME_NET has no definition that is understood'),
    ]);
    const [[file, value]] = Object.entries(template(pass)) as [[string, Fields]];
    const resources = value['Resources'] as Record<string, { Properties: Fields }>;
    const Properties = { ...resources['Firewall']?.Properties, FirewallPolicyArn: chosen };
    const byPolicy = {
      [file]: { ...value, Resources: { ...resources, Firewall: { ...resources['Firewall'], Properties } } },
    };
    expect(told(byPolicy)).toEqual([expect.stringContaining('firewall fw: “Fn::If” stands in it')]);
    expect(ask(byPolicy, asked)).toMatchObject({ verdict: 'unknown', reasons: [expect.stringContaining('“Fn::If”')] });
  });

  it('have lists of domains in parameters', () => {
    const ofTargets = (Targets: unknown): Fields =>
      template(
        undefined,
        {},
        { Names: { Type: 'CommaDelimitedList', Default: '.example.com, .example.org' } },
        {
          RulesSource: { RulesSourceList: { GeneratedRulesType: 'DENYLIST', TargetTypes: ['TLS_SNI'], Targets } },
        },
      );
    const more = { PolicyVariables: { RuleVariables: { HOME_NET: { Definition: ['10.0.0.0/8'] } } } };
    const denied = (Targets: unknown): string => {
      const [[file, value]] = Object.entries(ofTargets(Targets)) as [[string, Fields]];
      const resources = value['Resources'] as Record<string, { Properties: Fields }>;
      const { Policy } = resources;
      const firewallPolicy = { ...(Policy?.Properties['FirewallPolicy'] as Fields), ...more };
      const changed = { ...Policy, Properties: { ...Policy?.Properties, FirewallPolicy: firewallPolicy } };
      return verdict({ [file]: { ...value, Resources: { ...resources, Policy: changed } } }, asked);
    };
    expect(denied({ Ref: 'Names' })).toBe('denied');
    expect(denied([{ 'Fn::Sub': '.example.org' }])).toBe('allowed');
    // What is no list of texts may name anything.
    for (const targets of [{ Ref: 'Others' }, [{ 'Fn::Select': [0, ['.example.org']] }], '.example.org', [7], []]) {
      expect(denied(targets)).toBe('unknown');
    }
  });

  it.each<[title: string, ofPolicy: Fields, expected: string]>([
    [
      'default actions by a condition',
      { StatefulDefaultActions: { 'Fn::If': ['c', ['aws:drop_strict'], []] } },
      'unknown',
    ],
    ['default actions that are no list', { ...strict, StatefulDefaultActions: 'aws:drop_strict' }, 'unknown'],
    ['rule groups by a condition', { StatefulRuleGroupReferences: { 'Fn::If': ['c', [], []] } }, 'unknown'],
    [
      'a rule group that another stack has',
      { StatefulRuleGroupReferences: [{ ResourceArn: { 'Fn::ImportValue': 'x' } }] },
      'unknown',
    ],
    ['a rule group that is not named', { StatefulRuleGroupReferences: [{ Priority: 1 }] }, 'unknown'],
    ['none of what is not there', { StatefulRuleGroupReferences: [{ Ref: 'AWS::NoValue' }] }, 'allowed'],
  ])('with a policy that has %s', (_title, ofPolicy, expected) => {
    expect(verdict(template('alert tls any any -> any any (sid:1;)', ofPolicy), asked)).toBe(expected);
  });

  it('order groups by priorities that are written as texts', () => {
    const groupOf = (rules: string): Fields => ({
      Type: 'AWS::NetworkFirewall::RuleGroup',
      Properties: { Type: 'STATEFUL', RuleGroup: { RulesSource: { RulesString: rules }, ...inStrictOrder } },
    });
    const references = (...priorities: readonly unknown[]): Fields => ({
      ...strict,
      StatelessDefaultActions: ['aws:forward_to_sfe'],
      StatefulRuleGroupReferences: ['Passing', 'Dropping'].map((name, index) => ({
        ResourceArn: { Ref: name },
        Priority: priorities[index],
      })),
    });
    const judged = (...priorities: readonly unknown[]): string =>
      verdict(
        {
          't.json': {
            Parameters: { Last: { Type: 'Number', Default: 30 } },
            Resources: {
              Passing: groupOf('pass tcp any any -> any any (sid:1;)'),
              Dropping: groupOf('drop tcp any any -> any any (sid:2;)'),
              Policy: {
                Type: 'AWS::NetworkFirewall::FirewallPolicy',
                Properties: { FirewallPolicyName: 'egress', FirewallPolicy: references(...priorities) },
              },
            },
          },
        },
        { attachedTo: ['egress'] },
      );
    expect(judged('9', '10')).toBe('allowed');
    expect(judged('10', '9')).toBe('denied');
    expect(judged({ Ref: 'Last' }, '9')).toBe('denied');
    expect(judged('9', undefined)).toBe('unknown');
  });

  it.each([
    ['AWS::EC2::SecurityGroup', true],
    ['AWS::EC2::SecurityGroupEgress', true],
    ['AWS::EC2::NetworkAclEntry', true],
    ['AWS::EC2::SubnetNetworkAclAssociation', true],
    ['AWS::EC2::Route', true],
    ['AWS::EC2::SubnetRouteTableAssociation', true],
    ['AWS::EC2::VPCBlockPublicAccessOptions', true],
    ['AWS::EC2::VPCEndpoint', true],
    ['AWS::EC2::VPNGatewayRoutePropagation', true],
    ['AWS::FMS::Policy', true],
    ['AWS::CloudFormation::Stack', true],
    ['AWS::NetworkFirewall::TLSInspectionConfiguration', true],
    ['AWS::NetworkFirewall::LoggingConfiguration', false],
    ['AWS::EC2::PrefixList', true],
    ['AWS::EC2::VPC', false],
  ])('tell what else they make that is not judged: %s', (type, isTold) => {
    const [[file, { Resources }]] = Object.entries(template('pass tcp any any -> any any (sid:1;)')) as [
      [string, { Resources: Fields }],
    ];
    const others = { One: { Type: type }, Two: { Type: type } };
    const { problems, layers } = readAws({ [file]: { Resources: { ...Resources, ...others } } });
    expect(problems).toMatchObject(
      isTold
        ? [
            {
              message: `Resources of the type ${type}, such as One, are not judged.`,
              severity: 'warning',
              place: { path: ['Resources', 'One'] },
            },
          ]
        : [],
    );
    expect(problems).toHaveLength(isTold ? 1 : 0);
    expect(layers.map(({ layer }) => layer)).toEqual(['aws-network-firewall']);
  });

  it('tell what loops make, which are not followed', () => {
    const [[file, { Resources }]] = Object.entries(template('pass tcp any any -> any any (sid:1;)')) as [
      [string, { Resources: Fields }],
    ];
    const inLoop = { 'Group${Name}': { Type: 'AWS::NetworkFirewall::RuleGroup', Properties: {} } };
    const loop = [
      'Name',
      ['a', 'b'],
      { 'Fn::ForEach::Others': ['Other', ['c'], inLoop], Vpc: { Type: 'AWS::EC2::VPC' } },
    ];
    const { problems } = readAws({ [file]: { Resources: { ...Resources, 'Fn::ForEach::Groups': loop } } });
    expect(problems).toMatchObject([
      {
        message: 'Resources of the type AWS::NetworkFirewall::RuleGroup, such as Fn::ForEach::Groups, are not judged.',
        severity: 'warning',
        place: { path: ['Resources', 'Fn::ForEach::Groups'] },
      },
    ]);
  });

  it.each<[string, (resources: Fields) => Fields, readonly string[]]>([
    ['of the whole', (Resources) => ({ Transform: 'Own', Resources }), ['Transform']],
    [
      'of its resources',
      (Resources) => ({ Resources: { ...Resources, 'Fn::Transform': {} } }),
      ['Resources', 'Fn::Transform'],
    ],
    [
      'of a resource',
      ({ Group, ...others }) => ({ Resources: { ...others, Group: { ...(Group as Fields), 'Fn::Transform': {} } } }),
      ['Resources', 'Group', 'Fn::Transform'],
    ],
    [
      'of the properties of one',
      (Resources) => ({
        Resources: { ...Resources, Other: { Type: 'AWS::S3::Bucket', Properties: { 'Fn::Transform': {} } } },
      }),
      ['Resources', 'Other', 'Properties', 'Fn::Transform'],
    ],
  ])('are not known where macros may write them anew: %s', (_what, rewrite, path) => {
    const passing = template('pass tcp any any -> any any (sid:1;)');
    const [[file, { Resources }]] = Object.entries(passing) as [[string, { Resources: Fields }]];
    const { problems, unreadable } = readAws({ [file]: rewrite(Resources) });
    expect(problems).toMatchObject([{ severity: 'error', place: { path } }]);
    expect(unreadable).toEqual([{ file, layers: ['aws-network-firewall'] }]);
    expect(readAws(passing)).toMatchObject({ problems: [], unreadable: [] });
    const hosted = { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'], Resources };
    expect(readAws({ [file]: hosted })).toMatchObject({ problems: [], unreadable: [] });
  });

  it('keep the places of their rules', () => {
    expect(readAws(template('nonsense')).problems[0]?.place).toMatchObject({
      file: 'template.json',
      path: ['Resources', 'Group', 'Properties', 'RuleGroup', 'RulesSource', 'RulesString'],
    });
  });
});

describe('what is said of an open answer', () => {
  // The API prints the first range of a VPC by itself and among its associations.
  it('knows HOME_NET as the one range of the VPC, however often it is printed', () => {
    const [range] = vpc.Vpcs;
    const printed = { Vpcs: [{ ...range, CidrBlockAssociationSet: [{ CidrBlock: range?.CidrBlock }] }] };
    const files = { ...ruled(['drop tcp $HOME_NET any -> any any (sid:1;)']), 'vpcs.json': printed };
    expect(ask(files)).toMatchObject({ verdict: 'denied', reasons: [] });
  });

  // The documents don't say whether HOME_NET is the first range alone.
  it('does not know HOME_NET where the VPC has a second range', () => {
    const [range] = vpc.Vpcs;
    const CidrBlockAssociationSet = [{ CidrBlock: range?.CidrBlock }, { CidrBlock: '100.64.0.0/16' }];
    const second = { Vpcs: [{ ...range, CidrBlockAssociationSet }] };
    const files = ruled(['drop tcp $HOME_NET any -> any any (sid:1;)']);
    const nodes = ['100.64.1.0/24'];
    expect(verdict({ ...files, 'vpcs.json': second }, { nodes })).toBe('unknown');
    expect(verdict(files, { nodes })).toBe('allowed');
  });

  it('is the protocol where that alone is open, and the addresses where these are', () => {
    const files = ruled(['drop tls $HOME_NET any -> any any (sid:1;)']);
    expect(ask(files, { port: 5671 }).reasons).toEqual([
      'rule group one, line 1: drop tls $HOME_NET any -> any any (sid:1;) goes by the protocol or state of the connection, which its port does not tell.',
    ]);
    expect(ask(files, { port: 5671, nodes: [] }).reasons[0]).toContain('applies to traffic from some addresses only');
  });
});

describe('the order of rules', () => {
  const rule = fc.record({
    action: fc.constantFrom('pass', 'drop', 'reject', 'alert'),
    head: fc.constantFrom(
      'tcp any any -> any any',
      'tcp any any -> 203.0.113.0/24 443',
      'tcp any any -> any 80',
      'tls any any -> any any',
    ),
  });
  const rules = fc.array(rule, { maxLength: 6 });
  const toLine = ({ action, head }: { action: string; head: string }): string => `${action} ${head} (${sid()})`;

  it('does not matter in action order', () => {
    fc.assert(
      fc.property(
        rules.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(verdict(ruled(shuffled.map(toLine).concat('#')))).toBe(verdict(ruled(list.map(toLine).concat('#'))));
        },
      ),
    );
  });

  it('decides in strict order, packet by packet', () => {
    fc.assert(
      fc.property(rules, (list) => {
        const matching = list.filter(({ head, action }) => !head.endsWith('80') && action !== 'alert');
        // A rule for TLS sees the connection only after its first packet has passed.
        const first = matching.find(({ head }) => !head.startsWith('tls')) ?? matching[0];
        const tls = matching[0];
        const decided = matching.some(({ head }) => !head.startsWith('tls')) ? first : tls;
        const expected = decided === undefined || decided.action === 'pass' ? 'allowed' : 'denied';
        expect(verdict(ruledStrictly(list.map(toLine).concat('#')))).toBe(expected);
      }),
    );
  });

  it('does not matter between the halves of a range', () => {
    fc.assert(
      fc.property(rules, (list) => {
        const split = list.flatMap((one) =>
          one.head.includes('203.0.113.0/24')
            ? ['203.0.113.128/25', '203.0.113.0/25'].map((half) => ({
                ...one,
                head: one.head.replace('203.0.113.0/24', half),
              }))
            : [one],
        );
        expect(verdict(ruledStrictly(split.map(toLine).concat('#')))).toBe(
          verdict(ruledStrictly(list.map(toLine).concat('#'))),
        );
      }),
    );
  });
});
