import { describe, expect, it } from 'vitest';
import { readAws } from './testing/askAws.ts';

const cloudedBy = (document: unknown): readonly string[] =>
  [...new Set(readAws({ 'x.json': document }).unreadable.flatMap(({ layers = [] }) => layers))].toSorted();

describe('a list that was cut short', () => {
  // What comes after may be a subnet's own route table, or a node without a public address.
  it.each<[list: string, layers: readonly string[]]>([
    ['RouteTables', ['aws-network-acl', 'route']],
    ['Subnets', ['aws-network-acl', 'aws-network-firewall', 'aws-security-group', 'route']],
    ['NetworkInterfaces', ['aws-network-acl', 'aws-security-group', 'route']],
    ['Reservations', ['aws-network-acl', 'aws-security-group', 'route']],
    ['VpcEndpoints', ['aws-network-acl', 'aws-security-group', 'route']],
    // One of these is asked for by its id, and not found it is unknown.
    ['SecurityGroups', []],
    ['NetworkAcls', []],
    ['NatGateways', []],
  ])('of %s leaves what it bears on unknown', (list, layers) => {
    const thing = { GroupId: 'x', SubnetId: 'x', NetworkInterfaceId: 'x', RouteTableId: 'x', VpcEndpointId: 'x' };
    const things = list === 'Reservations' ? [{ Instances: [{ InstanceId: 'i-1' }] }] : [thing];
    expect(cloudedBy({ [list]: things, NextToken: 'more' })).toEqual(layers);
    expect(cloudedBy({ [list]: things })).toEqual([]);
    expect(cloudedBy({ [list]: things, NextToken: '' })).toEqual([]);
  });

  it('counts where nothing is in it, and among other answers', () => {
    expect(cloudedBy({ RouteTables: [], NextToken: 'more' })).toContain('route');
    expect(cloudedBy([{ Vpcs: [] }, { RouteTables: [], NextToken: 'more' }])).toContain('route');
  });

  it('is told of at its token', () => {
    const { problems } = readAws({ 'x.json': { SecurityGroups: [], NextToken: 'more' } });
    expect(problems).toMatchObject([
      {
        place: { file: 'x.json', path: ['NextToken'] },
        severity: 'error',
        message: 'The list was cut short, and what comes after is not known.',
        remedy: 'Export it again without --max-items and --no-paginate.',
      },
    ]);
  });
});
