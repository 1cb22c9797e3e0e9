/** What a plan tells of itself, and of resources that it looks after no more. */
import { describe, expect, it } from 'vitest';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { planOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

const id = 'acl-0123456789abcdef0';
const everywhere = { protocol: '-1', from_port: 0, to_port: 0, cidr_block: '0.0.0.0/0' };
const acl: PlannedResource = {
  address: 'aws_network_acl.nodes',
  values: {
    id,
    subnet_ids: ['subnet-1'],
    egress: [{ ...everywhere, rule_no: 100, action: 'allow' }],
    ingress: [{ ...everywhere, rule_no: 100, action: 'allow' }],
  },
  actions: ['no-op'],
};
const question: TerraformQuestion = { layer: 'aws-network-acl', attachedTo: ['subnet-1'] };
const answer = (plan: JsonRecord) => askTerraform({ 'plan.json': plan }, question);

describe('a plan', () => {
  const partial = { complete: false };
  const broken = { complete: false, errored: true };

  it('is judged where it is whole', () => {
    const rules = readTerraform({ 'plan.json': { ...planOf([acl]), complete: true, errored: false } });
    expect(askTerraform(rules, question).verdict).toBe('allowed');
    expect(rules.problems).toStrictEqual([]);
  });

  it.each([
    ['leaves out resources', partial, 'made with `-target`', '"complete": false'],
    ['was broken off', broken, 'broke off this plan', '"errored": true'],
  ])('leaves unknown what it decides where it %s', (_, said, told, line) => {
    const plan = { ...planOf([acl]), ...said };
    const rules = readTerraform({ 'plan.json': plan });
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems).toMatchObject([{ severity: 'error', message: expect.stringContaining(told) as string }]);
    expect(JSON.stringify(plan, undefined, 1).split('\n')[(rules.problems[0]?.line ?? 0) - 1]).toContain(line);
  });
});

describe('a resource that Terraform forgets', () => {
  const denies = { network_acl_id: id, egress: true, rule_number: 50, rule_action: 'deny', protocol: '-1' };
  const rule = (more: Partial<PlannedResource> = {}): PlannedResource => ({
    address: 'module.rules["a"].aws_network_acl_rule.deny[0]',
    values: {},
    before: { id: 'nacl-1', ...denies, cidr_block: '203.0.113.0/24' },
    actions: ['forget'],
    ...more,
  });

  it('stays there as it is, which a deleted one does not', () => {
    const { verdict, decidedBy } = answer(planOf([acl, rule()]));
    expect([verdict, decidedBy[0]?.rule]).toEqual(['denied', expect.stringContaining('203.0.113.0/24')]);
    expect(answer(planOf([acl, rule({ actions: ['delete'] })])).verdict).toBe('allowed');
  });

  it('is quoted at its line', () => {
    const plan = planOf([acl, rule()]);
    const [decided] = answer(plan).decidedBy;
    const lines = JSON.stringify(plan, undefined, 1).split('\n');
    const change = lines.findIndex((line) => line.includes('module.rules'));
    const before = lines.findIndex((line, index) => index > change && line.includes('"before": {'));
    expect(decided?.line).toBe(before + 1);
  });

  it('stays there beside the one that takes its place', () => {
    const instead = { ...denies, cidr_block: '198.51.100.0/24', rule_number: 60 };
    const plan = planOf([acl, rule({ values: instead, actions: ['create', 'forget'] })]);
    expect(answer(plan).verdict).toBe('denied');
    expect(askTerraform({ 'plan.json': plan }, { ...question, to: '198.51.100.7' }).verdict).toBe('denied');
    expect(askTerraform({ 'plan.json': plan }, { ...question, to: '192.0.2.7' }).verdict).toBe('allowed');
  });

  it('is read once where it stands among the planned values as well, without its own', () => {
    const plan = planOf([{ ...acl, before: acl.values, actions: ['forget'] }]);
    const listed = { address: acl.address, mode: 'managed', type: 'aws_network_acl', name: 'nodes' };
    const rules = readTerraform({ 'plan.json': { ...plan, planned_values: { root_module: { resources: [listed] } } } });
    expect(askTerraform(rules, { ...question, attachedTo: [acl.address] }).verdict).toBe('allowed');
    expect(rules.problems).toStrictEqual([]);
  });

  it('takes no current one out where it is deposed', () => {
    const closed = { ...everywhere, rule_no: 100, action: 'deny' };
    const old = { ...acl.values, id: 'acl-old', subnet_ids: [] };
    const plan = planOf([{ ...acl, values: { ...acl.values, egress: [closed] } }]);
    const about = { address: acl.address, mode: 'managed', type: 'aws_network_acl', name: 'nodes' };
    const forgotten = { ...about, deposed: 'abcd1234', change: { actions: ['forget'], before: old, after: null } };
    const changes = [...(plan['resource_changes'] as readonly unknown[]), forgotten];
    expect(answer({ ...plan, resource_changes: changes }).verdict).toBe('denied');
  });

  it('may hide what it holds', () => {
    expect(answer(planOf([acl, rule({ sensitive: { cidr_block: true } })])).verdict).toBe('unknown');
  });
});
