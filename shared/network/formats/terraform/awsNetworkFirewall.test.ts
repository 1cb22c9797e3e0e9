/** AWS Network Firewall in Terraform: each block and each of its attributes is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

const firewall: PlannedResource = {
  address: 'aws_networkfirewall_firewall.main',
  values: { arn: 'arn:firewall', name: 'firewall', firewall_policy_arn: 'arn:policy', vpc_id: 'vpc-1' },
};
const policy = (content: Values, unknown: Values = {}): PlannedResource => ({
  address: 'aws_networkfirewall_firewall_policy.main',
  values: {
    arn: 'arn:policy',
    name: 'policy',
    firewall_policy: [
      {
        stateless_default_actions: ['aws:forward_to_sfe'],
        stateless_fragment_default_actions: ['aws:forward_to_sfe'],
        stateful_rule_group_reference: [{ resource_arn: 'arn:group' }],
        ...content,
      },
    ],
  },
  unknown: { firewall_policy: [unknown] },
});
/** `unknown` stands within the rule group. */
const groupOf = (type: string, content: Values, unknown: Values = {}, more: Values = {}): PlannedResource => ({
  address: 'aws_networkfirewall_rule_group.main',
  values: { arn: 'arn:group', name: 'group', type, capacity: 10, rule_group: [content], ...more },
  unknown: { rule_group: [unknown] },
});
const vpc: PlannedResource = { address: 'aws_vpc.main', values: { id: 'vpc-1', cidr_block: '10.10.0.0/16' } };

const verdict = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}): string =>
  askTerraform(
    { 'plan.json': planOf([vpc, firewall, ...resources]) },
    { layer: 'aws-network-firewall', attachedTo: ['firewall'], nodes: ['10.10.0.0/24'], ...more },
  ).verdict;

describe('stateless rules', () => {
  const passing = policy({
    stateful_rule_group_reference: [],
    stateless_default_actions: ['aws:pass'],
    stateless_rule_group_reference: [{ resource_arn: 'arn:group', priority: 1 }],
  });
  interface Rule {
    readonly actions?: readonly string[];
    readonly priority?: number;
    readonly match?: Values;
  }
  const drops = { actions: ['aws:drop'] };
  const toRule = ({ actions = ['aws:drop'], priority = 1, match = {} }: Rule): Values => ({
    priority,
    rule_definition: [{ actions, match_attributes: [match] }],
  });
  const group = (rules: readonly Rule[], unknown: Values = {}): PlannedResource =>
    groupOf(
      'STATELESS',
      { rules_source: [{ stateless_rules_and_custom_actions: [{ stateless_rule: rules.map(toRule) }] }] },
      { rules_source: [{ stateless_rules_and_custom_actions: [unknown] }] },
    );
  const decides = (...rules: readonly Rule[]): string => verdict([passing, group(rules)]);

  it.each<[title: string, rule: Rule, expected: string]>([
    ['actions that drop', drops, 'denied'],
    ['actions that pass', { actions: ['aws:pass'] }, 'allowed'],
    ['a destination', { match: { destination: [{ address_definition: '203.0.113.0/24' }] } }, 'denied'],
    ['another destination', { match: { destination: [{ address_definition: '198.51.100.0/24' }] } }, 'allowed'],
    ['a source', { match: { source: [{ address_definition: '10.10.0.0/16' }] } }, 'denied'],
    ['another source', { match: { source: [{ address_definition: '10.99.0.0/16' }] } }, 'allowed'],
    [
      'a destination_port',
      { match: { protocols: [6], destination_port: [{ from_port: 440, to_port: 450 }] } },
      'denied',
    ],
    ['ports below', { match: { protocols: [6], destination_port: [{ from_port: 440, to_port: 442 }] } }, 'allowed'],
    ['ports above', { match: { protocols: [6], destination_port: [{ from_port: 444, to_port: 450 }] } }, 'allowed'],
    [
      'a source_port that no client has',
      { match: { protocols: [6], source_port: [{ from_port: 1, to_port: 9 }] } },
      'allowed',
    ],
    ['its protocol', { match: { protocols: [6] } }, 'denied'],
    ['another protocol', { match: { protocols: [17] } }, 'allowed'],
    [
      'the flags of a first packet',
      { match: { protocols: [6], tcp_flag: [{ flags: ['SYN'], masks: ['SYN', 'ACK'] }] } },
      'denied',
    ],
    [
      'flags of no first packet',
      { match: { protocols: [6], tcp_flag: [{ flags: ['ACK'], masks: ['ACK'] }] } },
      'denied',
    ],
    ['something that releases to come may have', { match: { direction: 'x' } }, 'unknown'],
  ])('decide by %s', (_, rule, expected) => {
    expect(decides(rule)).toBe(expected);
  });

  it('are tried by their priority', () => {
    const pass = { actions: ['aws:pass'], priority: 2 };
    expect(decides({ ...drops, priority: 1 }, pass)).toBe('denied');
    expect(decides({ ...drops, priority: 3 }, pass)).toBe('allowed');
  });

  it('are unknown where their number is known only after the apply', () => {
    expect(verdict([passing, group([{ actions: ['aws:pass'] }], { stateless_rule: true })])).toBe('unknown');
    const open = group([{ actions: ['aws:pass'] }], { stateless_rule: [{ rule_definition: true }] });
    expect(verdict([passing, open])).toBe('unknown');
  });
});

describe('stateful rules', () => {
  const simple = (more: Values = {}, action = 'DROP', options: readonly Values[] = []): Values => ({
    rules_source: [
      {
        stateful_rule: [
          {
            action,
            header: [
              {
                protocol: 'TCP',
                source: 'ANY',
                source_port: 'ANY',
                direction: 'FORWARD',
                destination: 'ANY',
                destination_port: 'ANY',
                ...more,
              },
            ],
            rule_option: [{ keyword: 'sid', settings: ['1'] }, ...options],
          },
        ],
      },
    ],
  });
  const fromServer = (more: Values): Values =>
    simple({ source: '203.0.113.7', destination: '10.10.0.0/16', ...more }, 'DROP', [
      { keyword: 'flow', settings: ['to_server'] },
    ]);
  const open = policy({});
  const decides = (content: Values, unknown: Values = {}): string =>
    verdict([open, groupOf('STATEFUL', content, unknown)]);

  it.each<[title: string, content: Values, expected: string]>([
    ['action', simple(), 'denied'],
    ['another action', simple({}, 'PASS'), 'allowed'],
    ['protocol', simple({ protocol: 'UDP' }), 'allowed'],
    ['source', simple({ source: '10.99.0.0/16' }), 'allowed'],
    ['source_port', simple({ source_port: '1:9' }), 'allowed'],
    ['direction', fromServer({ direction: 'ANY' }), 'denied'],
    ['the other direction', fromServer({ direction: 'FORWARD' }), 'allowed'],
    ['destination', simple({ destination: '198.51.100.0/24' }), 'allowed'],
    ['destination_port', simple({ destination_port: '80' }), 'allowed'],
    ['the keyword of a rule_option', simple({}, 'DROP', [{ keyword: 'luajit', settings: [] }]), 'unknown'],
    [
      'the settings of a rule_option',
      simple({}, 'DROP', [{ keyword: 'flowbits', settings: ['isset,never'] }]),
      'allowed',
    ],
  ])('decide by %s', (_, content, expected) => {
    expect(decides(content)).toBe(expected);
  });

  it.each<[title: string, unknown: Values]>([
    ['stateful_rule', { rules_source: [{ stateful_rule: true }] }],
    ['header', { rules_source: [{ stateful_rule: [{ header: true }] }] }],
    ['rule_option', { rules_source: [{ stateful_rule: [{ rule_option: true }] }] }],
    ['rules_source', { rules_source: true }],
    ['rule_variables', { rule_variables: true }],
    ['ip_sets', { rule_variables: [{ ip_sets: true }] }],
    ['port_sets', { rule_variables: [{ port_sets: true }] }],
    ['reference_sets', { reference_sets: true }],
    ['ip_set_references', { reference_sets: [{ ip_set_references: true }] }],
    ['stateful_rule_options', { stateful_rule_options: true }],
  ])('are unknown where of %s not even the number is known', (_, unknown) => {
    const content = { ...simple({}, 'PASS'), rule_variables: [{}], reference_sets: [{}], stateful_rule_options: [] };
    expect(decides(content)).toBe('allowed');
    expect(decides(content, unknown)).toBe('unknown');
  });

  it('know the variables of their group, and of the policy', () => {
    const variables = (key: string): Values => ({
      ip_sets: [{ key, ip_set: [{ definition: ['203.0.113.0/24'] }] }],
      port_sets: [{ key: `${key}_PORTS`, port_set: [{ definition: ['443'] }] }],
    });
    const toServers = simple({ destination: '$SERVERS', destination_port: '$SERVERS_PORTS' });
    expect(decides({ ...toServers, rule_variables: [variables('SERVERS')] })).toBe('denied');
    expect(decides({ ...toServers, rule_variables: [variables('OTHERS')] })).toBe('unknown');

    const ofHome = groupOf('STATEFUL', simple({ source: '$HOME_NET' }));
    const home = (definition: string, key = 'HOME_NET'): PlannedResource =>
      policy({
        policy_variables: [{ rule_variables: [{ key, ip_set: [{ definition: [definition] }] }] }],
      });
    expect(verdict([home('10.10.0.0/16'), ofHome])).toBe('denied');
    expect(verdict([home('10.99.0.0/16'), ofHome])).toBe('allowed');
    expect(verdict([home('10.99.0.0/16', 'OTHER'), ofHome])).toBe('denied');
    const notYet = policy(
      { policy_variables: [{ rule_variables: [] }] },
      { policy_variables: [{ rule_variables: true }] },
    );
    expect(verdict([notYet, ofHome])).toBe('unknown');
  });

  it('know the sets that they refer to', () => {
    const list: PlannedResource = {
      address: 'aws_ec2_managed_prefix_list.partners',
      values: {
        id: 'pl-0123456789abcdef0',
        arn: 'arn:aws:ec2:eu-west-1:1:prefix-list/pl-0123456789abcdef0',
        name: 'partners',
        address_family: 'IPv4',
        entry: [{ cidr: '203.0.113.0/24' }],
      },
    };
    const references = (key: string): Values => ({
      ...simple({ destination: '@PARTNERS' }),
      reference_sets: [{ ip_set_references: [{ key, ip_set_reference: [{ reference_arn: list.values['arn'] }] }] }],
    });
    expect(verdict([open, list, groupOf('STATEFUL', references('PARTNERS'))])).toBe('denied');
    expect(verdict([open, list, groupOf('STATEFUL', references('OTHERS'))])).toBe('unknown');
    expect(verdict([open, groupOf('STATEFUL', references('PARTNERS'))])).toBe('unknown');
    const unmade = { ...list, values: { ...list.values, id: null, arn: null }, unknown: { id: true, arn: true } };
    const byReference = (reference: string): PlannedResource => ({
      ...groupOf('STATEFUL', references('PARTNERS'), {
        reference_sets: [{ ip_set_references: [{ ip_set_reference: [{ reference_arn: true }] }] }],
      }),
      expressions: {
        rule_group: [
          { reference_sets: [{ ip_set_references: [{ ip_set_reference: [{ reference_arn: refersTo(reference) }] }] }] },
        ],
      },
    });
    expect(verdict([open, unmade, byReference('aws_ec2_managed_prefix_list.partners.arn')])).toBe('denied');
    expect(verdict([open, unmade, byReference('local.list')])).toBe('unknown');
  });

  it('stand in the language of Suricata in either place', () => {
    const text = 'drop tcp any any -> any any (sid:1;)';
    expect(decides({ rules_source: [{ rules_string: text }] })).toBe('denied');
    expect(verdict([open, groupOf('STATEFUL', {}, {}, { rules: text, rule_group: [] })])).toBe('denied');
    expect(verdict([open, groupOf('STATEFUL', {}, {}, { rules: '# none', rule_group: [] })])).toBe('allowed');
  });

  it.each<[title: string, more: Values, host: string, expected: string]>([
    ['targets', {}, 'a.example.com', 'denied'],
    ['other targets', {}, 'b.example.com', 'allowed'],
    ['generated_rules_type', { generated_rules_type: 'ALERTLIST' }, 'a.example.com', 'allowed'],
    ['target_types', { target_types: ['HTTP_HOST'] }, 'a.example.com', 'allowed'],
    ['target_types that see TLS', { target_types: ['TLS_SNI'] }, 'a.example.com', 'denied'],
  ])('name hosts by %s', (_, more, host, expected) => {
    const list = {
      targets: ['a.example.com'],
      target_types: ['TLS_SNI', 'HTTP_HOST'],
      generated_rules_type: 'DENYLIST',
      ...more,
    };
    const answer = verdict([open, groupOf('STATEFUL', { rules_source: [{ rules_source_list: [list] }] })], { host });
    expect(answer).toBe(expected);
  });

  it('are in the order of their group', () => {
    const text = 'pass tcp any any -> any any (sid:1;)\ndrop tcp any any -> any any (sid:2;)';
    const reversed = text.split('\n').toReversed().join('\n');
    const inOrder = (rule_order: string, rules_string: string): string =>
      verdict([
        policy({
          stateful_engine_options: [{ rule_order }],
          stateful_rule_group_reference: [{ resource_arn: 'arn:group', priority: 1 }],
        }),
        groupOf('STATEFUL', { rules_source: [{ rules_string }], stateful_rule_options: [{ rule_order }] }),
      ]);
    expect(inOrder('STRICT_ORDER', text)).toBe('allowed');
    expect(inOrder('STRICT_ORDER', reversed)).toBe('denied');
    expect(inOrder('DEFAULT_ACTION_ORDER', reversed)).toBe('allowed');
  });
});

describe('a firewall policy', () => {
  const drop = groupOf('STATEFUL', { rules_source: [{ rules_string: 'drop tcp any any -> any any (sid:1;)' }] });

  it.each<[title: string, more: Values, unknown: Values, expected: string]>([
    ['stateful_rule_group_reference', {}, {}, 'denied'],
    ['no stateful_rule_group_reference', { stateful_rule_group_reference: [] }, {}, 'allowed'],
    ['stateful_rule_group_reference, not known yet', {}, { stateful_rule_group_reference: true }, 'unknown'],
    [
      'override',
      { stateful_rule_group_reference: [{ resource_arn: 'arn:group', override: [{ action: 'DROP_TO_ALERT' }] }] },
      {},
      'allowed',
    ],
    [
      'override, not known yet',
      { stateful_rule_group_reference: [{ resource_arn: 'arn:group', override: [{}] }] },
      { stateful_rule_group_reference: [{ override: [{ action: true }] }] },
      'unknown',
    ],
    ['stateless_default_actions', { stateless_default_actions: ['aws:pass'] }, {}, 'allowed'],
    [
      'stateful_default_actions',
      {
        stateful_rule_group_reference: [],
        stateful_engine_options: [{ rule_order: 'STRICT_ORDER' }],
        stateful_default_actions: ['aws:drop_strict'],
      },
      {},
      'denied',
    ],
    [
      'tls_inspection_configuration_arn',
      { stateful_rule_group_reference: [], tls_inspection_configuration_arn: 'arn:tls' },
      {},
      'unknown',
    ],
  ])('decides by %s', (_, more, unknown, expected) => {
    expect(verdict([policy(more, unknown), drop])).toBe(expected);
  });
});

describe('groups in strict order', () => {
  const text = (action: string): string => `${action} tcp any any -> any any (sid:1;)`;
  const groupCalled = (name: string): PlannedResource => {
    const rules = { rules_source: [{ rules_string: text(name) }] };
    const options = { stateful_rule_options: [{ rule_order: 'STRICT_ORDER' }] };
    const group = groupOf('STATEFUL', { ...rules, ...options }, {}, { arn: `arn:${name}`, name });
    return { ...group, address: `aws_networkfirewall_rule_group.${name}` };
  };
  const inOrder = (pass: number | null, drop: number | null, unknown: Values = {}): string =>
    verdict([
      policy(
        {
          stateful_engine_options: [{ rule_order: 'STRICT_ORDER' }],
          stateful_rule_group_reference: [
            { resource_arn: 'arn:pass', priority: pass },
            { resource_arn: 'arn:drop', priority: drop },
          ],
        },
        unknown,
      ),
      groupCalled('pass'),
      groupCalled('drop'),
    ]);

  it('are tried by their priority', () => {
    expect(inOrder(1, 2)).toBe('allowed');
    expect(inOrder(2, 1)).toBe('denied');
    expect(inOrder(1, null, { stateful_rule_group_reference: [{}, { priority: true }] })).toBe('unknown');
  });
});

describe('what is new or known only after the apply', () => {
  const simple = {
    rules_source: [
      {
        stateful_rule: [
          {
            action: 'PASS',
            header: [
              {
                protocol: 'TCP',
                source: 'ANY',
                source_port: 'ANY',
                direction: 'FORWARD',
                destination: 'ANY',
                destination_port: 'ANY',
              },
            ],
            rule_option: [{ keyword: 'sid', settings: ['1'] }],
          },
        ],
      },
    ],
    rule_variables: [
      {
        ip_sets: [{ key: 'HOSTS', ip_set: [{ definition: ['10.0.0.0/8'] }] }],
        port_sets: [{ key: 'PORTS', port_set: [{ definition: ['443'] }] }],
      },
    ],
    reference_sets: [{ ip_set_references: [] }],
    stateful_rule_options: [{ rule_order: 'DEFAULT_ACTION_ORDER' }],
  };
  const domains = {
    rules_source: [
      {
        rules_source_list: [
          { targets: ['a.example.com'], target_types: ['TLS_SNI'], generated_rules_type: 'DENYLIST' },
        ],
      },
    ],
  };
  const stateless = {
    rules_source: [
      {
        stateless_rules_and_custom_actions: [
          {
            stateless_rule: [
              { priority: 1, rule_definition: [{ actions: ['aws:pass'], match_attributes: [{ protocols: [6] }] }] },
            ],
            custom_action: [{ action_name: 'count' }],
          },
        ],
      },
    ],
  };
  const ofPolicy = {
    stateful_engine_options: [
      {
        rule_order: 'DEFAULT_ACTION_ORDER',
        stream_exception_policy: 'DROP',
        flow_timeouts: [{ tcp_idle_timeout_seconds: 60 }],
      },
    ],
    policy_variables: [{ rule_variables: [{ key: 'HOME_NET', ip_set: [{ definition: ['10.0.0.0/8'] }] }] }],
    stateful_rule_group_reference: [{ resource_arn: 'arn:group', deep_threat_inspection: true }],
    stateless_custom_action: [{ action_name: 'count' }],
  };
  const statelessPolicy = {
    stateless_default_actions: ['aws:drop'],
    stateful_rule_group_reference: [],
    stateless_rule_group_reference: [{ resource_arn: 'arn:group', priority: 1 }],
  };
  /** The same with one more attribute in a place within it, by the way to that. */
  const withMore = (content: unknown, [step, ...steps]: readonly string[]): unknown => {
    if (Array.isArray(content))
      return content.map((item: unknown) => withMore(item, step === undefined ? [] : [step, ...steps]));
    if (step === undefined) return { ...(content as Values), new_in_releases_to_come: 'x' };
    return { ...(content as Values), [step]: withMore((content as Values)[step], steps) };
  };
  /** `after_unknown`, where one attribute is known only after the apply. */
  const unknownAt = ([step = '', ...steps]: readonly string[]): Values => ({
    [step]: steps.length === 0 ? true : [unknownAt(steps)],
  });
  const asked = (
    type: string,
    content: unknown,
    unknown: Values,
    policyContent: unknown,
    policyUnknown: Values = {},
  ): string =>
    verdict([policy(policyContent as Values, policyUnknown), groupOf(type, content as Values, unknown)], {
      host: 'b.example.com',
    });

  it.each([
    '',
    'rules_source',
    'rules_source.stateful_rule',
    'rules_source.stateful_rule.header',
    'rules_source.stateful_rule.rule_option',
    'rule_variables',
    'rule_variables.ip_sets',
    'rule_variables.ip_sets.ip_set',
    'rule_variables.port_sets',
    'rule_variables.port_sets.port_set',
    'reference_sets',
    'stateful_rule_options',
  ])('leaves unknown a group of simple rules, in %s', (place) => {
    expect(asked('STATEFUL', simple, {}, ofPolicy)).toBe('allowed');
    expect(
      asked(
        'STATEFUL',
        withMore(
          simple,
          place.split('.').filter((step) => step !== ''),
        ),
        {},
        ofPolicy,
      ),
    ).toBe('unknown');
  });

  it.each([
    'rules_source.stateful_rule.action',
    'rules_source.stateful_rule.header.protocol',
    'rules_source.stateful_rule.header.source',
    'rules_source.stateful_rule.header.source_port',
    'rules_source.stateful_rule.header.direction',
    'rules_source.stateful_rule.header.destination',
    'rules_source.stateful_rule.header.destination_port',
    'rules_source.stateful_rule.rule_option.keyword',
    'rules_source.stateful_rule.rule_option.settings',
    'rule_variables.ip_sets.key',
    'rule_variables.ip_sets.ip_set',
    'rule_variables.ip_sets.ip_set.definition',
    'rule_variables.port_sets.port_set.definition',
    'stateful_rule_options.rule_order',
  ])('leaves unknown a group of simple rules, by %s', (place) => {
    expect(asked('STATEFUL', simple, unknownAt(place.split('.')), ofPolicy)).toBe('unknown');
  });

  it('leaves unknown a list of domains, in it', () => {
    expect(asked('STATEFUL', domains, {}, ofPolicy)).toBe('allowed');
    expect(asked('STATEFUL', withMore(domains, ['rules_source', 'rules_source_list']), {}, ofPolicy)).toBe('unknown');
  });

  it.each(['targets', 'target_types', 'generated_rules_type'])(
    'leaves unknown a list of domains, by %s',
    (attribute) => {
      const unknown = unknownAt(['rules_source', 'rules_source_list', attribute]);
      expect(asked('STATEFUL', domains, unknown, ofPolicy)).toBe('unknown');
    },
  );

  it.each([
    'rules_source.stateless_rules_and_custom_actions',
    'rules_source.stateless_rules_and_custom_actions.stateless_rule',
    'rules_source.stateless_rules_and_custom_actions.stateless_rule.rule_definition',
    'rules_source.stateless_rules_and_custom_actions.stateless_rule.rule_definition.match_attributes',
  ])('leaves unknown a group of stateless rules, in %s', (place) => {
    expect(asked('STATELESS', stateless, {}, statelessPolicy)).toBe('allowed');
    expect(asked('STATELESS', withMore(stateless, place.split('.')), {}, statelessPolicy)).toBe('unknown');
  });

  it.each(['priority', 'rule_definition.actions', 'rule_definition.match_attributes.protocols'])(
    'leaves unknown a group of stateless rules, by %s',
    (place) => {
      const way = ['rules_source', 'stateless_rules_and_custom_actions', 'stateless_rule', ...place.split('.')];
      expect(asked('STATELESS', stateless, unknownAt(way), statelessPolicy)).toBe('unknown');
    },
  );

  it.each([
    '',
    'stateful_engine_options',
    'policy_variables',
    'policy_variables.rule_variables',
    'policy_variables.rule_variables.ip_set',
    'stateful_rule_group_reference',
  ])('leaves unknown a policy, in %s', (place) => {
    const changed = withMore(
      ofPolicy,
      place.split('.').filter((step) => step !== ''),
    );
    expect(asked('STATEFUL', simple, {}, changed)).toBe('unknown');
  });

  it.each([
    'stateless_default_actions',
    'stateful_engine_options.rule_order',
    'policy_variables.rule_variables.ip_set.definition',
    'stateful_rule_group_reference.resource_arn',
    'tls_inspection_configuration_arn',
  ])('leaves unknown a policy, by %s', (place) => {
    expect(asked('STATEFUL', simple, {}, ofPolicy, unknownAt(place.split('.')))).toBe('unknown');
  });

  it('leaves unknown a resource as a whole', () => {
    const open = policy(ofPolicy);
    const group = groupOf('STATEFUL', simple);
    const withAttribute = ({ values, ...resource }: PlannedResource): PlannedResource => ({
      ...resource,
      values: { ...values, new_in_releases_to_come: 'x' },
    });
    const without = (resource: PlannedResource, attribute: string): PlannedResource => ({
      ...resource,
      values: { ...resource.values, [attribute]: null },
      unknown: { [attribute]: true },
    });
    expect(verdict([open, group])).toBe('allowed');
    expect(verdict([withAttribute(open), group])).toBe('unknown');
    expect(verdict([open, withAttribute(group)])).toBe('unknown');
    expect(verdict([open, without(group, 'type')])).toBe('unknown');
    expect(verdict([open, without(groupOf('STATEFUL', {}, {}, { rule_group: [] }), 'rules')])).toBe('unknown');
  });

  it.each<[told: string, ofWhich: PlannedResource, group: PlannedResource]>([
    ['it inspects TLS', policy({ tls_inspection_configuration_arn: 'arn:tls' }), groupOf('STATEFUL', simple)],
    [
      'firewall_policy, known after the apply',
      { ...policy({}), values: { arn: 'arn:policy' }, unknown: { firewall_policy: true } },
      groupOf('STATEFUL', simple),
    ],
    [
      'rule_group, known after the apply',
      policy({}),
      { ...groupOf('STATEFUL', simple, {}, { rule_group: null }), unknown: { rule_group: true } },
    ],
  ])('is told of: %s', (told, ofWhich, group) => {
    const { verdict: unknown, reasons } = askTerraform(
      { 'plan.json': planOf([vpc, firewall, ofWhich, group]) },
      { layer: 'aws-network-firewall', attachedTo: ['firewall'], nodes: ['10.10.0.0/24'] },
    );
    expect([unknown, reasons.join()]).toEqual(['unknown', expect.stringContaining(told)]);
  });
});

describe('a firewall', () => {
  const dropsOfHome = groupOf('STATEFUL', {
    rules_source: [{ rules_string: 'drop tcp $HOME_NET any -> any any (sid:1;)' }],
  });
  const standing = (type: string, address: string): PlannedResource => ({
    address,
    values: type === 'vpc' ? { cidr_block: '10.20.0.0/16' } : { cidr_block: '10.20.0.0/24' },
    unknown: { id: true, vpc_id: true },
  });
  const attached = (vpcAddress: string, subnetAddress: string): PlannedResource => ({
    ...firewall,
    values: { ...firewall.values, vpc_id: null, subnet_mapping: [{}] },
    unknown: { vpc_id: true, subnet_mapping: [{ subnet_id: true }] },
    expressions: {
      vpc_id: refersTo(`${vpcAddress}.id`),
      subnet_mapping: [{ subnet_id: refersTo(`${subnetAddress}.id`) }],
    },
  });

  it.each([
    ['aws_vpc.other', 'aws_subnet.firewall'],
    ['aws_default_vpc.other', 'aws_default_subnet.firewall'],
  ])('has the range of its VPC for its home, and is found by its subnet: %s', (vpcAddress, subnetAddress) => {
    const resources = [
      standing('vpc', vpcAddress),
      standing('subnet', subnetAddress),
      attached(vpcAddress, subnetAddress),
      policy({}),
      dropsOfHome,
    ];
    const asked = (node: string): string =>
      askTerraform(
        { 'plan.json': planOf(resources) },
        { layer: 'aws-network-firewall', attachedTo: [subnetAddress], nodes: [node] },
      ).verdict;
    expect(asked('10.20.1.0/24')).toBe('denied');
    expect(asked('10.10.0.0/24')).toBe('allowed');
  });
});
