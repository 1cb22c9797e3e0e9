/** What a value stands for that is known only after the apply, by a rule that says of which group it is. */
import { describe, expect, it } from 'vitest';
import { askTerraform } from './testing/askTerraform.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { ModuleWords, PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

const group: PlannedResource = {
  address: 'aws_security_group.nodes',
  values: { name: 'nodes', egress: [], ingress: [] },
  unknown: { id: true },
};
const rule = (expression: Values, more: Partial<PlannedResource> = {}): PlannedResource => ({
  address: 'aws_vpc_security_group_egress_rule.out',
  values: { ip_protocol: '-1', cidr_ipv4: '203.0.113.0/24' },
  unknown: { id: true, security_group_id: true },
  expressions: { security_group_id: expression },
  ...more,
});
const verdict = (resources: readonly PlannedResource[], modules: ModuleWords = {}): string =>
  askTerraform({ 'plan.json': planOf(resources, modules) }, { layer: 'aws-security-group', attachedTo: ['nodes'] })
    .verdict;
const nodes = 'aws_security_group.nodes.id';

describe('a reference', () => {
  it.each([
    ['to a resource', [nodes], 'allowed'],
    ['to it with one of its attributes that does not identify it', ['aws_security_group.nodes.description'], 'unknown'],
    ['beside what has no resource in it', [nodes, 'path.module', 'terraform.workspace', 'count.index'], 'allowed'],
    ['beside a variable of the root, known when it was planned', [nodes, 'var.prefix'], 'allowed'],
    ['beside a resource of another kind', [nodes, 'aws_vpc.main.id'], 'unknown'],
    ['beside one that is made no times', [nodes, 'aws_security_group.none.id'], 'allowed'],
    ['beside a local value', [nodes, 'local.other'], 'unknown'],
    ['beside data', [nodes, 'data.aws_security_group.other.id'], 'unknown'],
    ['to itself', ['self.id'], 'unknown'],
    ['to an output of no module', ['module.none.id'], 'unknown'],
  ])('%s', (_, references, expected) => {
    const vpc: PlannedResource = {
      address: 'aws_vpc.main',
      values: { cidr_block: '10.10.0.0/16' },
      unknown: { id: true },
    };
    expect(verdict([vpc, group, rule(refersTo(...references))])).toBe(expected);
  });

  it('to each.value is one to what is gone through', () => {
    const forEach = { references: ['aws_security_group.nodes'] };
    expect(verdict([group, rule(refersTo('each.value'), { forEach })])).toBe('allowed');
    expect(verdict([group, rule(refersTo('each.value.id'), { forEach })])).toBe('allowed');
    expect(verdict([group, rule(refersTo('each.value.description'), { forEach })])).toBe('unknown');
    expect(verdict([group, rule(refersTo('each.value'), { forEach: refersTo('local.groups') })])).toBe('unknown');
    expect(verdict([group, rule(refersTo('each.key', nodes), { forEach: refersTo('local.groups') })])).toBe('allowed');
  });

  it('through variables that hand on each other without end is none', () => {
    const inner = rule(refersTo('var.group'), { address: 'module.a.aws_vpc_security_group_egress_rule.out' });
    const given = (expression: Values): ModuleWords => ({ a: { given: { group: expression } } });
    expect(verdict([group, inner], given(refersTo(nodes)))).toBe('allowed');
    expect(verdict([group, inner], given({ constant_value: null }))).toBe('unknown');
    const round = { given: { group: refersTo('module.a.group') }, outputs: { group: refersTo('var.group') } };
    expect(verdict([group, inner], { a: round })).toBe('unknown');
  });

  it('to each.value in the call of a module is one to what the call goes through', () => {
    const inner = rule(refersTo('var.group'), { address: 'module.a["x"].aws_vpc_security_group_egress_rule.out' });
    const called = (forEach: Values, ...references: readonly string[]): string =>
      verdict([group, inner], { a: { given: { group: refersTo(...references) }, forEach } });
    expect(called(refersTo('aws_security_group.nodes'), 'each.value.id')).toBe('allowed');
    expect(called(refersTo('local.groups'), 'each.value.id')).toBe('unknown');
    expect(called(refersTo('local.groups'), 'each.key', nodes)).toBe('allowed');
    const own = { ...inner, forEach: refersTo('aws_security_group.nodes') };
    const fromCall = { a: { given: { group: refersTo('each.value.id') }, forEach: refersTo('local.groups') } };
    expect(verdict([group, own], fromCall)).toBe('unknown');
  });

  it('through modules that hand it on in many ways is found in each of them once', () => {
    const depth = 20;
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const given = (references: readonly string[]): Values =>
      Object.fromEntries(names.map((name) => [name, refersTo(...references)]));
    const pathOf = (length: number): string => Array.from({ length }, () => 'm').join('.');
    const words = Array.from({ length: depth }, (_, above) => [
      pathOf(above + 1),
      { given: given(above === 0 ? [nodes] : names.map((name) => `var.${name}`)) },
    ]);
    const address = `${'module.m.'.repeat(depth)}aws_vpc_security_group_egress_rule.out`;
    const inner = rule(refersTo('var.a'), { address });
    expect(verdict([group, inner], Object.fromEntries(words) as ModuleWords)).toBe('allowed');
  });

  it('to one instance of several is one to that', () => {
    const instance = (key: string): PlannedResource => ({
      ...group,
      address: `aws_security_group.nodes["${key}"]`,
      values: { ...group.values, name: key === 'a' ? 'nodes' : key },
    });
    const to = (key: string): PlannedResource =>
      rule({
        references: [
          `aws_security_group.nodes["${key}"].id`,
          `aws_security_group.nodes["${key}"]`,
          'aws_security_group.nodes',
        ],
      });
    expect(verdict([instance('a'), instance('b'), to('a')])).toBe('allowed');
    expect(verdict([instance('a'), instance('b'), to('b')])).toBe('denied');
    expect(verdict([instance('a'), instance('b'), rule(refersTo('aws_security_group.nodes'))])).toBe('unknown');
  });
});
