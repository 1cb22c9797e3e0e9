/** Network ACLs of AWS in Terraform: each attribute is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import type { TerraformAnswer, TerraformQuestion } from './testing/askTerraform.ts';
import { made } from './testing/made.ts';
import { planOf, refersTo, stateOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';
import { there } from './testing/there.ts';

type Values = PlannedResource['values'];

const everything = { protocol: '-1', from_port: 0, to_port: 0, cidr_block: '0.0.0.0/0' };
const inline = (rule_no: number, action: string): Values => ({ ...everything, rule_no, action });
const acl = (name: string, id: string, values: Values = {}): PlannedResource =>
  there(`aws_network_acl.${name}`, { id, subnet_ids: [], egress: [], ingress: [], ...values });
const open: Values = { egress: [inline(100, 'allow')], ingress: [inline(100, 'allow')] };
const rule = (more: Values = {}): PlannedResource =>
  there('aws_network_acl_rule.one', {
    network_acl_id: 'acl-1',
    egress: true,
    rule_number: 50,
    rule_action: 'deny',
    ...everything,
    ...more,
  });
const question: TerraformQuestion = { layer: 'aws-network-acl', attachedTo: ['subnet-1'] };
const ask = (...resources: readonly PlannedResource[]): TerraformAnswer =>
  askTerraform({ 'plan.json': planOf(resources) }, question);
const verdict = (...resources: readonly PlannedResource[]): string => ask(...resources).verdict;

describe('aws_network_acl', () => {
  const own = (values: Values = {}): PlannedResource =>
    acl('own', 'acl-1', { ...open, subnet_ids: ['subnet-1'], ...values });

  it.each<[title: string, values: Values, expected: string]>([
    ['egress', { egress: [inline(100, 'deny')] }, 'denied'],
    ['ingress, by which replies come back', { ingress: [inline(100, 'deny')] }, 'denied'],
    ['an attribute of releases to come in a rule', { egress: [{ ...inline(100, 'allow'), country: 'x' }] }, 'unknown'],
  ])('decides by %s', (_, values, expected) => {
    expect(verdict(own())).toBe('allowed');
    expect(verdict(own(values))).toBe(expected);
  });

  it.each(['egress', 'ingress'])('may hold anything where not even the number of its rules is known: %s', (list) => {
    const undecided = (expressions: Values): PlannedResource => ({
      ...own({ [list]: null }),
      unknown: { [list]: true },
      expressions,
    });
    const bySelf = rule({ egress: list === 'egress', rule_action: 'allow' });
    const other = rule({ egress: list !== 'egress', rule_action: 'allow' });
    expect(verdict(undecided({}))).toBe('unknown');
    expect(verdict(undecided({}), bySelf)).toBe('allowed');
    expect(verdict(undecided({}), other)).toBe('unknown');
    expect(verdict(undecided({ [list]: refersTo('local.rules') }), bySelf)).toBe('unknown');
  });
});

describe('subnet_ids of aws_network_acl', () => {
  const stale = acl('open', 'acl-1', { ...open, subnet_ids: ['subnet-1'] });
  const closed = acl('closed', 'acl-2', { ingress: open['ingress'], subnet_ids: ['subnet-1'] });
  const configured = (one: PlannedResource): PlannedResource => ({
    ...one,
    actions: ['update'],
    before: { ...one.values, subnet_ids: [] },
    expressions: { subnet_ids: refersTo('aws_subnet.one.id') },
  });

  it('counts where it is configured, before what another ACL tells that is there already', () => {
    expect(verdict(stale)).toBe('allowed');
    expect(verdict(stale, configured(closed))).toBe('denied');
    expect(verdict(configured(stale), closed)).toBe('allowed');
  });

  it('leaves unknown which ACL a subnet has where several list it, and are configured so or none is', () => {
    expect(verdict(stale, closed)).toBe('unknown');
    const rules = readTerraform({ 'plan.json': planOf([configured(stale), configured(closed)]) });
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message)).toEqual([
      'Which network ACL subnet-1 has is not known: aws_network_acl.closed gives it one, and so does another.',
    ]);
  });

  it('tells no more of a subnet whose association the plan takes away', () => {
    const association = { network_acl_id: 'acl-1', subnet_id: 'subnet-1' };
    const deleted: PlannedResource = {
      address: 'aws_network_acl_association.one',
      values: {},
      before: association,
      actions: ['delete'],
    };
    expect(verdict(stale, there('aws_network_acl_association.one', association))).toBe('allowed');
    expect(verdict(stale, deleted)).toBe('unknown');
  });
});

describe('subnet_ids of aws_vpc_endpoint', () => {
  const table = (name: string, subnet_id: string, route: Values): readonly PlannedResource[] => [
    there(`aws_route_table.${name}`, { id: `rtb-${name}`, vpc_id: 'vpc-1', route: [route] }),
    there(`aws_route_table_association.${name}`, { route_table_id: `rtb-${name}`, subnet_id }),
  ];
  const around = [
    there('aws_vpc.main', { id: 'vpc-1', cidr_block: '10.0.0.0/16' }),
    there('aws_subnet.nodes', { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
    there('aws_subnet.inspection', { id: 'subnet-2', vpc_id: 'vpc-1', cidr_block: '10.0.2.0/24' }),
    ...table('nodes', 'subnet-1', { cidr_block: '0.0.0.0/0', vpc_endpoint_id: 'vpce-1' }),
    ...table('inspection', 'subnet-2', { cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }),
    acl('nodes', 'acl-1', { ...open, vpc_id: 'vpc-1', subnet_ids: ['subnet-1'] }),
  ];
  const inspection = (values: Values): PlannedResource =>
    acl('inspection', 'acl-2', { ...values, vpc_id: 'vpc-1', subnet_ids: ['subnet-2'] });
  const endpoint = there('aws_vpc_endpoint.one', {
    id: 'vpce-1',
    vpc_id: 'vpc-1',
    vpc_endpoint_type: 'GatewayLoadBalancer',
    subnet_ids: ['subnet-2'],
  });

  it('name the network ACL that traffic to an appliance passes', () => {
    expect(verdict(...around, inspection(open), endpoint)).toBe('allowed');
    expect(verdict(...around, inspection({}), endpoint)).toBe('denied');
    const unknown = { ...endpoint, unknown: { subnet_ids: [false, true] } };
    expect(verdict(...around, inspection(open), unknown)).toBe('unknown');
  });
});

describe('aws_network_acl_rule', () => {
  const own = acl('own', 'acl-1', { ...open, subnet_ids: ['subnet-1'] });

  it.each<[title: string, more: Values, expected: string]>([
    ['what it says', {}, 'denied'],
    ['rule_action', { rule_action: 'allow' }, 'allowed'],
    ['rule_number', { rule_number: 150 }, 'allowed'],
    ['protocol', { protocol: 'udp' }, 'allowed'],
    ['from_port', { protocol: 'tcp', from_port: 444, to_port: 500 }, 'allowed'],
    ['to_port', { protocol: 'tcp', from_port: 1, to_port: 442 }, 'allowed'],
    ['cidr_block', { cidr_block: '198.51.100.0/24' }, 'allowed'],
    ['ipv6_cidr_block', { cidr_block: null, ipv6_cidr_block: '::/0' }, 'allowed'],
    ['egress, by which it is for replies', { egress: false }, 'denied'],
    [
      'egress, and for other ports than theirs',
      { egress: false, protocol: 'tcp', from_port: 443, to_port: 443 },
      'allowed',
    ],
    ['network_acl_id', { network_acl_id: 'acl-9' }, 'allowed'],
  ])('decides by %s', (_, more, expected) => {
    expect(verdict(own, rule(more))).toBe(expected);
  });

  it.each(['rule_action', 'rule_number', 'protocol', 'cidr_block', 'egress'])(
    'leaves unknown what it decides where its %s is known only after the apply',
    (attribute) => {
      expect(verdict(own, { ...rule({ [attribute]: null }), unknown: { [attribute]: true } })).toBe('unknown');
    },
  );

  it('counts once in a state, where its ACL tells of it as well', () => {
    const told = acl('own', 'acl-1', { ...open, subnet_ids: ['subnet-1'], egress: [inline(50, 'allow')] });
    const state = (...resources: readonly PlannedResource[]) => readTerraform({ 'state.json': stateOf(resources) });
    const both = state(told, rule({ rule_action: 'allow' }));
    expect([askTerraform(both, question).verdict, both.problems]).toEqual(['allowed', []]);
    // An entry of the other direction may have the same number.
    const replies = state(told, rule({ egress: false }));
    expect(askTerraform(replies, question).verdict).toBe('denied');
  });

  it('of an ACL that is not in the plan says not all of that', () => {
    const asked = askTerraform(
      { 'plan.json': planOf([rule({ network_acl_id: 'acl-9' })]) },
      { ...question, attachedTo: ['acl-9'] },
    );
    expect(asked.verdict).toBe('unknown');
  });

  it('of an ACL that is not known may be one of any', () => {
    const stray = { ...rule({ network_acl_id: null }), unknown: { network_acl_id: true } };
    const rules = readTerraform({ 'plan.json': planOf([own, stray]) });
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message)).toEqual([
      'What aws_network_acl_rule.one belongs to is not known: its network_acl_id can’t be told before the apply.',
    ]);
  });
});

describe('aws_network_acl_association', () => {
  const closed = acl('own', 'acl-1', { subnet_ids: ['subnet-1'] });
  const opens = acl('other', 'acl-2', open);
  const association = (network_acl_id: string): PlannedResource =>
    made('aws_network_acl_association.nodes', { network_acl_id, subnet_id: 'subnet-1' });

  it('takes a subnet out of the ACL that it is in', () => {
    expect(verdict(closed, opens)).toBe('denied');
    expect(verdict(closed, opens, association('acl-2'))).toBe('allowed');
    expect(verdict(closed, opens, association('acl-1'))).toBe('denied');
  });

  it('leaves unknown which ACL a subnet has that another ACL lists, as it is configured', () => {
    const configured = { ...closed, expressions: { subnet_ids: refersTo('aws_subnet.one.id') } };
    expect(verdict(configured, opens)).toBe('denied');
    expect(verdict(configured, opens, association('acl-1'))).toBe('denied');
    const rules = readTerraform({ 'plan.json': planOf([configured, opens, association('acl-2')]) });
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message)).toEqual([
      'Which network ACL subnet-1 has is not known: aws_network_acl.own gives it one, and so does another.',
    ]);
    const forgotten: PlannedResource = { ...configured, actions: ['forget'], before: configured.values, values: {} };
    expect(verdict(forgotten, opens, association('acl-2'))).toBe('allowed');
  });

  it('that is forgotten gives way to one that is made', () => {
    const forgotten: PlannedResource = {
      address: 'aws_network_acl_association.old',
      values: {},
      before: { id: 'aclassoc-1', network_acl_id: 'acl-2', subnet_id: 'subnet-1' },
      actions: ['forget'],
    };
    expect(verdict(closed, opens, forgotten)).toBe('allowed');
    expect(verdict(closed, opens, association('acl-1'), forgotten)).toBe('denied');
  });

  it('beside one of another ACL leaves unknown which of them the subnet has', () => {
    const other = made('aws_network_acl_association.others', { network_acl_id: 'acl-2', subnet_id: 'subnet-1' });
    const rules = readTerraform({ 'plan.json': planOf([closed, opens, association('acl-1'), other]) });
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message)).toEqual([
      'Which network ACL subnet-1 has is not known: aws_network_acl_association.others gives it one, and so does another.',
    ]);
    expect(verdict(closed, opens, association('acl-2'), other)).toBe('allowed');
  });

  it('with an ACL that is not in the plan leaves unknown what is let through', () => {
    const { verdict: unknown, reasons } = ask(closed, opens, association('acl-9'));
    expect([unknown, reasons.join()]).toEqual(['unknown', expect.stringContaining('acl-9')]);
  });

  it.each(['subnet_id', 'network_acl_id'])(
    'may be of anything where its %s is known only after the apply',
    (attribute) => {
      const stray = made(
        'aws_network_acl_association.nodes',
        { network_acl_id: 'acl-2', subnet_id: 'subnet-2', [attribute]: null },
        { [attribute]: 'local.other' },
      );
      const rules = readTerraform({ 'plan.json': planOf([closed, opens, stray]) });
      expect(askTerraform(rules, question).verdict).toBe('unknown');
      expect(rules.problems.map(({ message }) => message)).toEqual([
        `What aws_network_acl_association.nodes belongs to is not known: its ${attribute} can’t be told before the apply.`,
      ]);
    },
  );
});
