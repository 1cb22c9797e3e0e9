/** Security groups of AWS in Terraform: each attribute is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform } from './testing/askTerraform.ts';
import type { TerraformAnswer, TerraformQuestion } from './testing/askTerraform.ts';
import { made } from './testing/made.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';
import { there } from './testing/there.ts';

type Values = PlannedResource['values'];

const group = (values: Values = {}): PlannedResource =>
  there('aws_security_group.nodes', { id: 'sg-1', name: 'nodes', egress: [], ingress: [], ...values });
const ask = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}): TerraformAnswer =>
  askTerraform({ 'plan.json': planOf(resources) }, { layer: 'aws-security-group', attachedTo: ['nodes'], ...more });
const verdict = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}): string =>
  ask(resources, more).verdict;

const list = there('aws_ec2_managed_prefix_list.one', {
  id: 'pl-1',
  name: 'one',
  address_family: 'IPv4',
  entry: [{ cidr: '203.0.113.0/24' }],
});
/** Nobody knows what addresses the machines of a group have, so what it opens to one is unknown, and else denied. */
const toGroup = { to: '10.0.0.9' };

describe.each<[type: string, protocol: string, attribute: string, id: string, opens: string, to: string]>([
  ['aws_security_group_rule', 'protocol', 'prefix_list_ids', 'pl-1', 'allowed', '203.0.113.7'],
  ['aws_security_group_rule', 'protocol', 'source_security_group_id', 'sg-2', 'unknown', '10.0.0.9'],
  ['aws_vpc_security_group_egress_rule', 'ip_protocol', 'prefix_list_id', 'pl-1', 'allowed', '203.0.113.7'],
  ['aws_vpc_security_group_egress_rule', 'ip_protocol', 'referenced_security_group_id', 'sg-2', 'unknown', '10.0.0.9'],
])('%s', (type, protocol, attribute, id, opens, to) => {
  const isList = attribute.endsWith('s');
  const rule = (values: Values, references: Readonly<Record<string, string>> = {}): PlannedResource => {
    const about = { security_group_id: 'sg-1', type: 'egress', from_port: 443, to_port: 443, [protocol]: 'tcp' };
    const { type: direction, ...ofNew } = about;
    return made(
      `${type}.out`,
      { ...ofNew, ...(type.startsWith('aws_vpc') ? {} : { type: direction }), ...values },
      references,
    );
  };

  it(`opens by ${attribute}`, () => {
    const around = [group(), list];
    expect(verdict([...around, rule({ [attribute]: isList ? [id] : id })], { to })).toBe(opens);
    expect(verdict([...around, rule({ [attribute]: isList ? [id] : id })], { to, port: 80 })).toBe('denied');
    expect(verdict([...around, rule({})], { to })).toBe('denied');
  });

  it(`may open anything by ${attribute} that is known only after the apply`, () => {
    expect(verdict([group(), list, rule({}, { [attribute]: 'local.other' })])).toBe('unknown');
  });

  it(`opens to what its ${attribute} refers to`, () => {
    const target = id.startsWith('pl')
      ? made('aws_ec2_managed_prefix_list.new', {
          name: 'new',
          address_family: 'IPv4',
          entry: [{ cidr: '203.0.113.0/24' }],
        })
      : made('aws_security_group.new', { name: 'new', egress: [], ingress: [] });
    const open = rule(isList ? { [attribute]: [null] } : {}, { [attribute]: `${target.address}.id` });
    const referring = isList ? { ...open, unknown: { ...open.unknown, [attribute]: [true] } } : open;
    const { verdict: answered, reasons } = ask([group(), target, referring], { to });
    expect(answered).toBe(opens);
    expect(reasons.join()).toContain(opens === 'unknown' ? 'aws_security_group.new' : '');
    expect(verdict([group(), target, referring], { to: '192.0.2.7', port: 80 })).toBe('denied');
  });
});

describe('aws_security_group', () => {
  const block = (more: Values): PlannedResource =>
    group({ egress: [{ protocol: 'tcp', from_port: 443, to_port: 443, ...more }] });

  it.each<[title: string, more: Values, to: string, expected: string]>([
    ['cidr_blocks', { cidr_blocks: ['203.0.113.0/24'] }, '203.0.113.7', 'allowed'],
    ['ipv6_cidr_blocks', { ipv6_cidr_blocks: ['2001:db8::/32'] }, '2001:db8::7', 'allowed'],
    ['prefix_list_ids', { prefix_list_ids: ['pl-1'] }, '203.0.113.7', 'allowed'],
    ['security_groups', { security_groups: ['sg-2'] }, '10.0.0.9', 'unknown'],
    ['self', { self: true }, '10.0.0.9', 'unknown'],
    ['no self', { self: false }, '10.0.0.9', 'denied'],
    [
      'the protocol all',
      { protocol: 'all', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] },
      '203.0.113.7',
      'allowed',
    ],
    ['what releases to come may have', { cidr_blocks: ['203.0.113.0/24'], country: 'x' }, '203.0.113.7', 'unknown'],
  ])('opens by %s', (_, more, to, expected) => {
    expect(verdict([list, block(more)], { to })).toBe(expected);
    expect(verdict([list, block({})], { to })).toBe('denied');
  });

  it('may open to itself where its self is known only after the apply', () => {
    const open = { ...block({}), unknown: { egress: [{ self: true }] } };
    expect(verdict([open], toGroup)).toBe('unknown');
  });

  it('opens to a group of another account by that and its id', () => {
    const { reasons } = ask([block({ security_groups: ['123456789012/sg-2'] })], toGroup);
    expect(reasons.join()).toMatch(/sg-2/);
    expect(reasons.join()).not.toContain('123456789012/');
  });
});

describe('a rule that a plan takes away', () => {
  const told = { protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['203.0.113.0/24'] };
  const gone = (before: Values, type = 'aws_security_group_rule'): PlannedResource => ({
    address: `${type}.gone`,
    values: {},
    actions: ['delete'],
    before: { security_group_id: 'sg-1', type: 'egress', ...told, ...before },
  });

  it.each<[what: string, before: Values, expected: string]>([
    ['the same', {}, 'denied'],
    ['of another protocol', { protocol: 'udp' }, 'allowed'],
    ['of another from_port', { from_port: 80 }, 'allowed'],
    ['of another to_port', { to_port: 444 }, 'allowed'],
    ['of another range', { cidr_blocks: ['198.51.100.0/24'] }, 'allowed'],
    ['of the other direction', { type: 'ingress' }, 'allowed'],
  ])('takes out of what the group tells of itself what is %s', (_, before, expected) => {
    expect(verdict([group({ egress: [told] }), gone(before)])).toBe(expected);
  });

  it('has no ports where it is for every protocol, however that is written', () => {
    const every = { protocol: '-1', from_port: 0, to_port: 0 };
    const all = { protocol: 'all', from_port: -1, to_port: -1 };
    const asked = (before: Values): string => verdict([group({ egress: [{ ...told, ...every }] }), gone(before)]);
    expect([asked(every), asked(all), asked({})]).toEqual(['denied', 'denied', 'allowed']);
  });

  it('opens to the group itself only where it says so', () => {
    const toItself = { protocol: 'tcp', from_port: 443, to_port: 443, self: true };
    const own = group({ egress: [toItself] });
    expect(verdict([own, gone({ cidr_blocks: [], self: false })], toGroup)).toBe('unknown');
    expect(verdict([own, gone({ cidr_blocks: [], self: true })], toGroup)).toBe('denied');
  });

  it('is of no other type than those of rules', () => {
    const other = gone({}, 'aws_network_interface_sg_attachment');
    expect(verdict([group({ egress: [told] }), other])).toBe('allowed');
  });
});

describe('a group that is not in the plan', () => {
  it('may have more rules than those that are', () => {
    const rule = there('aws_vpc_security_group_egress_rule.out', {
      security_group_id: 'sg-9',
      ip_protocol: '-1',
      cidr_ipv4: '203.0.113.0/24',
    });
    const { verdict: unknown, reasons } = ask([rule], { attachedTo: ['sg-9'] });
    expect([unknown, reasons.join()]).toEqual(['unknown', expect.stringContaining('beyond this plan')]);
  });
});

describe('aws_vpc_security_group_rules_exclusive', () => {
  const opens = { ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0' };
  const rule = there('aws_vpc_security_group_egress_rule.out', { id: 'sgr-1', security_group_id: 'sg-1', ...opens });
  const older = there('aws_security_group_rule.out', {
    id: 'sgrule-1',
    security_group_rule_id: 'sgr-2',
    security_group_id: 'sg-1',
    type: 'egress',
    protocol: '-1',
    from_port: 0,
    to_port: 0,
    cidr_blocks: ['0.0.0.0/0'],
  });
  const leaving = (ids: readonly string[], of = 'sg-1'): PlannedResource =>
    there('aws_vpc_security_group_rules_exclusive.nodes', {
      security_group_id: of,
      egress_rule_ids: ids,
      ingress_rule_ids: [],
    });

  it.each<[what: string, kept: PlannedResource, id: string]>([
    ['a rule', rule, 'sgr-1'],
    ['a rule of the older kind', older, 'sgr-2'],
  ])('leaves its group the rules that its egress_rule_ids name, and no others: %s', (_what, kept, id) => {
    expect(verdict([group(), kept])).toBe('allowed');
    expect(verdict([group(), kept, leaving([id])])).toBe('allowed');
    expect(verdict([group(), kept, leaving([])])).toBe('denied');
    expect(verdict([group(), kept, leaving([], 'sg-2')])).toBe('allowed');
  });

  it('takes away what its group has beside them, unless the configuration puts that there', () => {
    const inline = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };
    const open = group({ egress: [inline] });
    expect([verdict([open]), verdict([open, leaving([])])]).toEqual(['allowed', 'denied']);
    expect(verdict([{ ...open, expressions: { egress: {} } }, leaving([])])).toBe('unknown');
  });

  it('may leave any rules where they are not in the plan, or known after the apply alone', () => {
    expect(verdict([group(), leaving(['sgr-9'])])).toBe('unknown');
    const exclusive = leaving([]);
    const byReference = (reference: string): PlannedResource => ({
      ...exclusive,
      values: { ...exclusive.values, egress_rule_ids: [null] },
      unknown: { egress_rule_ids: [true] },
      expressions: { egress_rule_ids: refersTo(reference) },
    });
    const planned = { ...rule, values: { security_group_id: 'sg-1', ...opens }, unknown: { id: true } };
    expect(verdict([group(), planned, byReference('local.rules')])).toBe('unknown');
    expect(verdict([group(), planned, byReference(`${planned.address}.id`)])).toBe('allowed');
    const inbound = { ...leaving(['sgr-1']), unknown: { ingress_rule_ids: true } };
    expect(verdict([group(), rule, inbound])).toBe('allowed');
    const ofAny = { ...exclusive, unknown: { security_group_id: true }, expressions: {} };
    expect(verdict([group(), rule, ofAny])).toBe('unknown');
  });
});
