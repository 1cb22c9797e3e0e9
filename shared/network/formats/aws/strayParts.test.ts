import { describe, expect, it } from 'vitest';
import type { LayerKind } from '../../../plan/plan.ts';
import { readRules } from '../../reading/readRules.ts';
import type { RuleSet } from '../../reading/readRules.ts';
import { fileOf } from '../../testing/rules.ts';

const permission = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const entry = { CidrBlock: '0.0.0.0/0', Egress: true, Protocol: '-1', RuleAction: 'deny', RuleNumber: 100 };
const route = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', Origin: 'CreateRoute', State: 'active' };
const instance = { resourceType: 'AWS::EC2::Instance', configuration: { instanceId: 'i-1', vpcId: 'vpc-1' } };
const group = { groupId: 'sg-1', ipPermissionsEgress: [], vpcId: 'vpc-1' };

function read(value: unknown): RuleSet {
  return readRules([fileOf('cut.json', JSON.stringify(value, null, 1))]);
}

describe('rules of AWS without what they belong to', () => {
  it.each<[what: string, value: unknown, layer: LayerKind, line: number]>([
    ['rules of a security group', [permission], 'aws-security-group', 2],
    ['one rule', permission, 'aws-security-group', 1],
    ['rules of several groups', [[], [permission]], 'aws-security-group', 4],
    ['entries of a network ACL', [entry], 'aws-network-acl', 2],
    ['routes', [route], 'route', 2],
    ['routes to a prefix list', [{ DestinationPrefixListId: 'pl-1', Origin: 'CreateRoute' }], 'route', 2],
    ['a group in the words of the SDK', [group], 'aws-security-group', 2],
    ['an ACL in the words of the SDK', [{ networkAclId: 'acl-1', entries: [] }], 'aws-network-acl', 2],
    ['a table in the words of the SDK', [{ routeTableId: 'rtb-1', routes: [] }], 'route', 2],
    ['a group behind others', { configurationItems: [instance, { configuration: group }] }, 'aws-security-group', 11],
    [
      'a group whose history AWS Config prints',
      { configurationItems: [{ configuration: JSON.stringify(group) }] },
      'aws-security-group',
      4,
    ],
    [
      'a group of a batch',
      { baseConfigurationItems: [{ configuration: JSON.stringify(group) }] },
      'aws-security-group',
      4,
    ],
    ['a group by a query', { Results: [JSON.stringify({ configuration: group })] }, 'aws-security-group', 3],
    ['a group whose type alone is told', [{ resourceType: 'AWS::EC2::SecurityGroup' }], 'aws-security-group', 2],
    [
      'a firewall as AWS Config has it',
      { configurationItems: [{ resourceType: 'AWS::NetworkFirewall::RuleGroup', configuration: {} }] },
      'aws-network-firewall',
      3,
    ],
    ['a group as AWS Config has it', { configurationItems: [{ configuration: group }] }, 'aws-security-group', 4],
  ])('are told, and leave their layer unknown: %s', (_what, value, layer, line) => {
    const rules = read(value);
    expect([[...rules.clouded.keys()], rules.layers.size]).toEqual([[layer], 0]);
    expect(rules.problems).toMatchObject([{ file: 'cut.json', line, severity: 'error' }]);
    expect(rules.problems[0]?.remedy).toMatch(/^Give the output of `aws (?:ec2|network-firewall) describe-/);
  });

  it('are told once of each kind', () => {
    const items = [
      instance,
      { configuration: group },
      { configuration: group },
      { configuration: { networkAclId: 'a', entries: [] } },
    ];
    const rules = read({ configurationItems: items });
    expect([...rules.clouded.keys()]).toEqual(['aws-security-group', 'aws-network-acl']);
    expect(rules.problems).toHaveLength(2);
  });

  it.each([
    ['other objects', [{ IpProtocol: 'tcp' }]],
    ['routes of a transit gateway', { Routes: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'active' }] }],
    ['lists of nothing', [[], []]],
    ['deep lists', [[[[[[[permission]]]]]]]],
    ['a text that is no object', { configurationItems: [{ configuration: '[1' }], Results: ['a', 1] }],
    ['what AWS Config has of another thing', { configurationItems: [{ configuration: { bucketName: 'b' } }] }],
  ])('are not %s', (_what, value) => {
    expect(read(value).clouded.size).toBe(0);
  });
});
