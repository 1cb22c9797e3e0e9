import { describe, expect, it } from 'vitest';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import { planOf, refersTo, stateOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

const group = (values = {}, more: Partial<PlannedResource> = {}): PlannedResource => ({
  address: 'aws_security_group.nodes',
  values: { name: 'nodes', ...values },
  unknown: { id: true, arn: true, egress: true, ingress: true },
  ...more,
});
const rule = (values = {}, more: Partial<PlannedResource> = {}): PlannedResource => ({
  address: 'aws_security_group_rule.https',
  values: { type: 'egress', protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['203.0.113.0/24'], ...values },
  unknown: { id: true, security_group_id: true, source_security_group_id: true },
  expressions: { security_group_id: refersTo('aws_security_group.nodes.id') },
  ...more,
});
const nodes = { layer: 'aws-security-group', attachedTo: ['nodes'] } as const;

describe('network ACLs in a plan of Terraform', () => {
  it('lose the entry that a rule by itself made, where that rule is taken away', () => {
    const id = 'acl-0123456789abcdef0';
    const entry = (rule_no: number, more = {}) => ({
      rule_no,
      action: 'allow',
      protocol: '-1',
      from_port: 0,
      to_port: 0,
      cidr_block: '0.0.0.0/0',
      ...more,
    });
    const there: PlannedResource = {
      address: 'aws_network_acl.nodes',
      values: {
        id,
        vpc_id: 'vpc-1',
        subnet_ids: ['subnet-1'],
        egress: [entry(100)],
        ingress: [entry(100), entry(110)],
      },
      actions: ['no-op'],
    };
    const takenAway = (network_acl_id: string, egress: boolean, rule_number: number): PlannedResource => ({
      address: 'aws_network_acl_rule.gone',
      values: {},
      actions: ['delete'],
      before: { network_acl_id, egress, rule_number, rule_action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0' },
    });
    const verdict = (...resources: readonly PlannedResource[]) =>
      askTerraform(
        { 'plan.json': planOf([there, ...resources]) },
        { layer: 'aws-network-acl', attachedTo: ['subnet-1'] },
      ).verdict;
    expect(verdict()).toBe('allowed');
    expect(verdict(takenAway(id, true, 100))).toBe('denied');
    expect(verdict(takenAway(id, false, 100))).toBe('allowed');
    expect(verdict(takenAway(id, true, 110))).toBe('allowed');
    expect(verdict(takenAway('acl-9', true, 100))).toBe('allowed');
  });
});

describe('route tables in a plan of Terraform', () => {
  it('lose the route that a resource by itself made, where that is taken away', () => {
    const id = 'rtb-0123456789abcdef0';
    const to = (cidr_block: string) => ({ cidr_block, transit_gateway_id: 'tgw-1' });
    const there: readonly PlannedResource[] = [
      { address: 'aws_vpc.main', values: { id: 'vpc-1', cidr_block: '10.10.0.0/16' }, actions: ['no-op'] },
      {
        address: 'aws_subnet.nodes',
        values: { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.10.1.0/24' },
        actions: ['no-op'],
      },
      {
        address: 'aws_route_table.nodes',
        values: { id, vpc_id: 'vpc-1', route: [to('203.0.113.0/24'), to('10.80.0.0/16')] },
        actions: ['no-op'],
      },
      {
        address: 'aws_route_table_association.nodes',
        values: { id: 'rtbassoc-1', subnet_id: 'subnet-1', route_table_id: id },
        actions: ['no-op'],
      },
    ];
    const takenAway = (route_table_id: string, destination_cidr_block: string): PlannedResource => ({
      address: 'aws_route.gone',
      values: {},
      actions: ['delete'],
      before: { route_table_id, destination_cidr_block, transit_gateway_id: 'tgw-1' },
    });
    const verdict = (...resources: readonly PlannedResource[]) =>
      askTerraform({ 'plan.json': planOf([...there, ...resources]) }, { layer: 'route', attachedTo: ['subnet-1'] })
        .verdict;
    expect(verdict()).toBe('allowed');
    expect(verdict(takenAway(id, '203.0.113.0/24'))).toBe('denied');
    expect(verdict(takenAway(id, '10.80.0.0/16'))).toBe('allowed');
    expect(verdict(takenAway('rtb-9', '203.0.113.0/24'))).toBe('allowed');
  });
});

describe('security groups in a plan of Terraform', () => {
  it('allows by a rule that stands by itself, and quotes it at its line', () => {
    const plan = planOf([group(), rule()]);
    const rules = readTerraform({ 'plan.json': plan });
    const answer = askTerraform(rules, nodes);
    expect(answer).toMatchObject({ verdict: 'allowed', reasons: [] });
    const [decided] = answer.decidedBy;
    const text = JSON.stringify(plan, undefined, 1).split('\n');
    expect(decided).toMatchObject({
      file: 'plan.json',
      rule: expect.stringContaining('outbound TCP 443 to 203.0.113.0/24'),
    });
    expect(text[(decided?.line ?? 0) - 1]).toContain('203.0.113.0/24');
    expect(rules.problems).toStrictEqual([]);
    expect(askTerraform(rules, { ...nodes, port: 80 }).verdict).toBe('denied');
  });

  it.each([
    ['its name', 'nodes'],
    ['its address', 'aws_security_group.nodes'],
  ])('finds a group by %s', (_what, name) => {
    expect(askTerraform({ 'plan.json': planOf([group(), rule()]) }, { ...nodes, attachedTo: [name] }).verdict).toBe(
      'allowed',
    );
  });

  it.each(['sg-0123456789abcdef0', 'nodes', 'aws_security_group.nodes'])('finds a group of a state by %s', (name) => {
    const id = 'sg-0123456789abcdef0';
    const state = stateOf([group({ id }), rule({ security_group_id: id })]);
    expect(askTerraform({ 'state.json': state }, { ...nodes, attachedTo: [name] }).verdict).toBe('allowed');
  });

  it.each([
    ['protocol', { protocol: 'udp' }],
    ['from_port', { from_port: 444, to_port: 500 }],
    ['to_port', { from_port: 1, to_port: 442 }],
    ['cidr_blocks', { cidr_blocks: ['198.51.100.0/24'] }],
    ['type', { type: 'ingress' }],
  ])('denies where %s alone is another', (_what, values) => {
    expect(askTerraform({ 'plan.json': planOf([group(), rule(values)]) }, nodes).verdict).toBe('denied');
  });

  it.each([
    ['protocol', { protocol: '-1', from_port: 0, to_port: 0 }, '203.0.113.7'],
    ['ipv6_cidr_blocks', { cidr_blocks: [], ipv6_cidr_blocks: ['2001:db8::/32'] }, '2001:db8::1'],
  ])('allows by %s', (_what, values, to) => {
    expect(askTerraform({ 'plan.json': planOf([group(), rule(values)]) }, { ...nodes, to }).verdict).toBe('allowed');
  });

  it.each([
    ['egress', { cidr_ipv4: '203.0.113.0/24' }, 'allowed'],
    ['egress', { cidr_ipv4: '198.51.100.0/24' }, 'denied'],
    ['ingress', { cidr_ipv4: '203.0.113.0/24' }, 'denied'],
  ])('reads aws_vpc_security_group_%s_rule with %j: %s', (direction, values, verdict) => {
    const one = rule(
      {},
      {
        address: `aws_vpc_security_group_${direction}_rule.https`,
        values: { ip_protocol: 'tcp', from_port: 443, to_port: 443, ...values },
      },
    );
    expect(askTerraform({ 'plan.json': planOf([group(), one]) }, nodes).verdict).toBe(verdict);
  });

  it('reads rules that stand within the group', () => {
    const egress = [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['203.0.113.0/24'], self: false }];
    const plan = planOf([group({ egress }, { unknown: { id: true } })]);
    expect(askTerraform({ 'plan.json': plan }, nodes).verdict).toBe('allowed');
    expect(askTerraform({ 'plan.json': plan }, { ...nodes, port: 80 }).verdict).toBe('denied');
  });

  it('does not know a rule whose range is known only after the apply, and names resource and attribute', () => {
    const open = rule({ cidr_blocks: undefined }, { unknown: { cidr_blocks: true, security_group_id: true } });
    const { verdict, reasons } = askTerraform({ 'plan.json': planOf([group(), open]) }, nodes);
    expect(verdict).toBe('unknown');
    expect(reasons.join()).toContain('cidr_blocks, known after the apply');
    expect(reasons.join()).toContain('aws_security_group.nodes');
  });

  it('leaves a group without any rule in the plan open: a dynamic block may make them', () => {
    expect(askTerraform({ 'plan.json': planOf([group()]) }, nodes).verdict).toBe('unknown');
  });

  it('never shows a sensitive value, and does not judge by it', () => {
    const secret = rule({}, { sensitive: { cidr_blocks: true } });
    const rules = readTerraform({ 'plan.json': planOf([group(), secret]) });
    const answer = askTerraform(rules, nodes);
    expect(answer.verdict).toBe('unknown');
    expect(JSON.stringify([answer, rules.problems, rules.sources])).not.toContain('203.0.113.0');
    expect(answer.reasons.join()).toContain('cidr_blocks, a sensitive value');
  });

  it('does not count what is taken away', () => {
    const gone = rule({ cidr_blocks: [] }, { address: 'aws_security_group_rule.gone', actions: ['delete'] });
    expect(
      askTerraform({ 'plan.json': planOf([group(), rule({ cidr_blocks: ['198.51.100.0/24'] }), gone]) }, nodes).verdict,
    ).toBe('denied');
  });

  it('takes a rule that is taken away out of what the group that is there tells of itself', () => {
    const id = 'sg-0123456789abcdef0';
    const before = {
      type: 'egress',
      security_group_id: id,
      protocol: 'tcp',
      from_port: 443,
      to_port: 443,
      cidr_blocks: ['203.0.113.0/24'],
    };
    const egress = [
      { protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['203.0.113.0/24', '198.51.100.0/24'] },
    ];
    const there = group({ id, egress }, { unknown: {}, actions: ['no-op'] });
    const gone = rule({}, { actions: ['delete'], before });
    expect(askTerraform({ 'plan.json': planOf([there]) }, nodes).verdict).toBe('allowed');
    const plan = planOf([there, gone]);
    expect(askTerraform({ 'plan.json': plan }, nodes).verdict).toBe('denied');
    expect(askTerraform({ 'plan.json': plan }, { ...nodes, to: '198.51.100.7' }).verdict).toBe('allowed');
  });

  // As the group tells of the rule, the rule as it is before the plan, and what it opens.
  it.each<[field: string, type: string, told: object, before: object, to: string]>([
    [
      'ip_protocol and cidr_ipv4',
      'aws_vpc_security_group_egress_rule',
      { protocol: 'tcp', cidr_blocks: ['203.0.113.0/24'] },
      { ip_protocol: 'tcp', cidr_ipv4: '203.0.113.0/24' },
      '203.0.113.7',
    ],
    [
      'cidr_ipv6',
      'aws_vpc_security_group_egress_rule',
      { protocol: 'tcp', ipv6_cidr_blocks: ['2001:db8::/32'] },
      { ip_protocol: 'tcp', cidr_ipv6: '2001:db8::/32' },
      '2001:db8::1',
    ],
    [
      'ipv6_cidr_blocks',
      'aws_security_group_rule',
      { protocol: 'tcp', ipv6_cidr_blocks: ['2001:db8::/32'] },
      { type: 'egress', protocol: 'tcp', ipv6_cidr_blocks: ['2001:db8::/32'] },
      '2001:db8::1',
    ],
    [
      'prefix_list_id',
      'aws_vpc_security_group_egress_rule',
      { protocol: 'tcp', prefix_list_ids: ['pl-11111111'] },
      { ip_protocol: 'tcp', prefix_list_id: 'pl-11111111' },
      '203.0.113.7',
    ],
    [
      'prefix_list_ids',
      'aws_security_group_rule',
      { protocol: 'tcp', prefix_list_ids: ['pl-11111111'] },
      { type: 'egress', protocol: 'tcp', prefix_list_ids: ['pl-11111111'] },
      '203.0.113.7',
    ],
    [
      'referenced_security_group_id',
      'aws_vpc_security_group_egress_rule',
      { protocol: 'tcp', security_groups: ['sg-2'] },
      { ip_protocol: 'tcp', referenced_security_group_id: 'sg-2' },
      '10.0.0.9',
    ],
    [
      'source_security_group_id',
      'aws_security_group_rule',
      { protocol: 'tcp', security_groups: ['sg-2'] },
      { type: 'egress', protocol: 'tcp', source_security_group_id: 'sg-2' },
      '10.0.0.9',
    ],
    [
      'self',
      'aws_security_group_rule',
      { protocol: 'tcp', self: true },
      { type: 'egress', protocol: 'tcp', self: true },
      '10.0.0.9',
    ],
  ])('takes a rule by %s of %s out of what the group tells of itself', (_field, type, told, before, to) => {
    const id = 'sg-0123456789abcdef0';
    const ports = { from_port: 443, to_port: 443 };
    const there = group({ id, egress: [{ ...ports, ...told }] }, { unknown: {}, actions: ['no-op'] });
    const takenAway = (security_group_id: string): PlannedResource => ({
      address: `${type}.gone`,
      values: {},
      actions: ['delete'],
      before: { ...ports, ...before, security_group_id },
    });
    const verdict = (...resources: readonly PlannedResource[]) =>
      askTerraform({ 'plan.json': planOf([there, ...resources]) }, { ...nodes, to }).verdict;
    expect(verdict(takenAway(id))).toBe('denied');
    expect(verdict(takenAway('sg-9'))).not.toBe('denied');
    expect(verdict()).not.toBe('denied');
  });

  it('does not know any group where it is not known to which a rule belongs', () => {
    const stray = rule(
      { cidr_blocks: ['0.0.0.0/0'] },
      { address: 'aws_security_group_rule.stray', expressions: { security_group_id: refersTo('local.group') } },
    );
    const rules = readTerraform({ 'plan.json': planOf([group(), rule({ cidr_blocks: ['198.51.100.0/24'] }), stray]) });
    expect(askTerraform(rules, nodes).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message)).toStrictEqual([
      'What aws_security_group_rule.stray belongs to is not known: its security_group_id can’t be told before the apply.',
    ]);
  });

  it('does not know a group of which the plan has some rules only', () => {
    const foreign = rule({ security_group_id: 'sg-0fedcba9876543210' }, { unknown: { id: true } });
    const plan = planOf([group(), rule(), { ...foreign, address: 'aws_security_group_rule.foreign' }]);
    expect(askTerraform({ 'plan.json': plan }, { ...nodes, attachedTo: ['sg-0fedcba9876543210'] }).verdict).toBe(
      'unknown',
    );
  });

  it('finds the group of a rule through modules, variables and outputs', () => {
    const plan = planOf(
      [
        group({}, { address: 'module.network["a"].module.groups.aws_security_group.nodes' }),
        rule(
          {},
          {
            address: 'module.rules.aws_security_group_rule.https',
            expressions: { security_group_id: refersTo('var.group') },
          },
        ),
      ],
      {
        rules: { given: { group: refersTo('module.network["a"].group_id') } },
        network: { outputs: { group_id: refersTo('module.groups.id') } },
        'network.groups': { outputs: { id: refersTo('aws_security_group.nodes.id') } },
      },
    );
    expect(askTerraform({ 'plan.json': plan }, nodes)).toMatchObject({ verdict: 'allowed' });
  });

  it('takes the instance with the same key, and no other', () => {
    const instances = ['a', 'b'].flatMap((key) => [
      group({ name: key }, { address: `aws_security_group.nodes["${key}"]` }),
      rule(
        { cidr_blocks: [key === 'a' ? '203.0.113.0/24' : '198.51.100.0/24'] },
        {
          address: `aws_security_group_rule.https["${key}"]`,
          expressions: { security_group_id: { references: ['aws_security_group.nodes', 'each.key'] } },
        },
      ),
    ]);
    const plan = { 'plan.json': planOf(instances) };
    expect(askTerraform(plan, { ...nodes, attachedTo: ['a'] }).verdict).toBe('allowed');
    expect(askTerraform(plan, { ...nodes, attachedTo: ['b'] }).verdict).toBe('denied');
  });

  it('takes no attribute for the id that is none', () => {
    const one = rule({}, { expressions: { security_group_id: refersTo('aws_security_group.nodes.description') } });
    expect(askTerraform({ 'plan.json': planOf([group(), one]) }, nodes).verdict).toBe('unknown');
  });

  it('reads a managed prefix list with entries of its own and by themselves', () => {
    const list: PlannedResource = {
      address: 'aws_ec2_managed_prefix_list.partners',
      values: { name: 'partners', address_family: 'IPv4', entry: [{ cidr: '198.51.100.0/24', description: null }] },
      unknown: { id: true },
    };
    const entry: PlannedResource = {
      address: 'aws_ec2_managed_prefix_list_entry.one',
      values: { cidr: '203.0.113.0/24' },
      unknown: { prefix_list_id: true },
      expressions: { prefix_list_id: refersTo('aws_ec2_managed_prefix_list.partners.id') },
    };
    const byList = rule(
      { cidr_blocks: null, prefix_list_ids: [null] },
      {
        unknown: { security_group_id: true, prefix_list_ids: [true] },
        expressions: {
          security_group_id: refersTo('aws_security_group.nodes.id'),
          prefix_list_ids: refersTo('aws_ec2_managed_prefix_list.partners.id'),
        },
      },
    );
    expect(askTerraform({ 'plan.json': planOf([group(), byList, list, entry]) }, nodes).verdict).toBe('allowed');
    expect(askTerraform({ 'plan.json': planOf([group(), byList, list]) }, nodes).verdict).toBe('denied');
    const open = { ...entry, values: {}, unknown: { prefix_list_id: true, cidr: true } };
    expect(askTerraform({ 'plan.json': planOf([group(), byList, list, open]) }, nodes).verdict).toBe('unknown');
  });

  it('names types that bear on egress and are not judged, once each', () => {
    const strange = ['a', 'b'].map((name): PlannedResource => ({
      address: `aws_network_interface_sg_attachment.${name}`,
      values: {},
    }));
    const other: PlannedResource = { address: 'aws_s3_bucket.logs', values: {} };
    const rules = readTerraform({ 'plan.json': planOf([group(), rule(), ...strange, other]) });
    expect(rules.problems.map(({ message }) => message)).toStrictEqual([
      'Resources of the type aws_network_interface_sg_attachment, such as aws_network_interface_sg_attachment.a, are not judged.',
    ]);
    expect(askTerraform(rules, nodes).verdict).toBe('unknown');
  });
});
