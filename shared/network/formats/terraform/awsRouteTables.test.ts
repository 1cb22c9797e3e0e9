/** Ways out of AWS in Terraform: each attribute is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { made } from './testing/made.ts';
import { planOf, refersTo, stateOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';
import { there } from './testing/there.ts';

type Values = PlannedResource['values'];

const vpc = there('aws_vpc.main', { id: 'vpc-1', cidr_block: '10.10.0.0/16', ipv6_cidr_block: '2001:db8:10::/56' });
const subnet = there('aws_subnet.nodes', { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.10.0.0/24' });
const table = (route: readonly Values[] | null, more: Values = {}): PlannedResource =>
  there('aws_route_table.nodes', { id: 'rtb-1', vpc_id: 'vpc-1', route, ...more });
const inSubnet = there('aws_route_table_association.nodes', { route_table_id: 'rtb-1', subnet_id: 'subnet-1' });
const question: TerraformQuestion = { layer: 'route', attachedTo: ['subnet-1'] };
const verdict = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}): string =>
  askTerraform({ 'plan.json': planOf(resources) }, { ...question, ...more }).verdict;
const around = [vpc, subnet, inSubnet];
const tunnel = { transit_gateway_id: 'tgw-1' };

/** How blocks of a table, and routes by themselves, say one destination of each kind, and an address in it. */
const destinations: readonly [block: string, byItself: string, range: string, to: string][] = [
  ['cidr_block', 'destination_cidr_block', '203.0.113.0/24', '203.0.113.7'],
  ['ipv6_cidr_block', 'destination_ipv6_cidr_block', '2001:db8:99::/48', '2001:db8:99::7'],
  ['destination_prefix_list_id', 'destination_prefix_list_id', 'pl-1', '203.0.113.7'],
];
const list = there('aws_ec2_managed_prefix_list.one', {
  id: 'pl-1',
  name: 'one',
  address_family: 'IPv4',
  entry: [{ cidr: '203.0.113.0/24' }],
});

describe.each(destinations)('a route to %s or %s', (block, byItself, range, to) => {
  const route = (more: Values = {}): PlannedResource =>
    there('aws_route.out', { route_table_id: 'rtb-1', [byItself]: range, ...tunnel, ...more });
  const routed = (blocks: readonly Values[], ...more: readonly PlannedResource[]): string =>
    verdict([...around, list, table(blocks), ...more], { to });

  it('leads there, by a block or by itself', () => {
    expect(routed([])).toBe('denied');
    expect(routed([{ [block]: range, ...tunnel }])).toBe('allowed');
    expect(routed([], route())).toBe('allowed');
  });

  it('is not known where its destination is known only after the apply', () => {
    const inTable = table([{ [block]: null, ...tunnel }]);
    expect(verdict([...around, list, { ...inTable, unknown: { route: [{ [block]: true }] } }], { to })).toBe('unknown');
    const bySelf = { ...route({ [byItself]: null }), unknown: { [byItself]: true } };
    expect(verdict([...around, list, table([]), bySelf], { to })).toBe('unknown');
  });

  it('is taken out of the table that tells of it, where the plan changes or deletes it', () => {
    const told = [{ [block]: range, ...tunnel }];
    const before = { route_table_id: 'rtb-1', [byItself]: range, ...tunnel };
    const gone = { address: 'aws_route.out', values: {}, before, actions: ['delete'] };
    expect(routed(told, gone)).toBe('denied');
    const elsewhere = { ...before, [byItself]: null, destination_cidr_block: '192.0.2.0/24' };
    expect(routed(told, { ...gone, values: elsewhere, actions: ['update'] })).toBe('denied');
    const turned = { ...before, transit_gateway_id: null, network_interface_id: 'eni-1' };
    expect(routed(told, { ...gone, values: turned, actions: ['update'] })).toBe('unknown');
  });

  it('counts once in a state, where its table tells of it as well', () => {
    const told = table([{ [block]: range, ...tunnel }]);
    const rules = readTerraform({ 'state.json': stateOf([...around, list, told, route()]) });
    expect(askTerraform(rules, { ...question, to }).verdict).toBe('allowed');
    expect(rules.problems).toStrictEqual([]);
  });
});

describe('a route', () => {
  const out = { cidr_block: '0.0.0.0/0', ...tunnel };
  const bySelf = (more: Values): PlannedResource =>
    there('aws_route.out', { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', ...tunnel, ...more });

  it('says more of itself than where it leads', () => {
    const about = {
      id: 'r-rtb-1',
      region: 'eu-west-1',
      state: 'active',
      origin: 'CreateRoute',
      instance_owner_id: '1',
      timeouts: { create: '5m' },
    };
    expect(verdict([...around, table([]), bySelf(about)])).toBe('allowed');
    expect(verdict([...around, table([]), bySelf({ ...about, country: 'x' })])).toBe('unknown');
    expect(verdict([...around, table([{ ...out, country: 'x' }])])).toBe('unknown');
  });

  it('leads nowhere where its target is gone, unless the plan gives it another', () => {
    const gone = bySelf({ id: 'r-1', state: 'blackhole' });
    expect(verdict([...around, table([]), gone])).toBe('denied');
    const before = { ...gone.values, transit_gateway_id: 'tgw-2' };
    expect(verdict([...around, table([]), { ...gone, before, actions: ['update'] }])).toBe('allowed');
  });

  it.each(['gateway_id', 'vpc_endpoint_id', 'nat_gateway_id', 'transit_gateway_id', 'network_interface_id'])(
    'is not known where its %s is something that is known only after the apply',
    (attribute) => {
      const open = made(
        'aws_route.out',
        { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0' },
        { [attribute]: 'local.hop' },
      );
      expect(verdict([...around, table([]), open])).toBe('unknown');
    },
  );
});

describe('aws_route_table', () => {
  const undecided = { ...table(null), unknown: { route: true } };
  const out = there('aws_route.out', { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', ...tunnel });

  it('may have any routes where not even their number is known, unless they stand by themselves', () => {
    expect(verdict([...around, { ...undecided, expressions: {} }])).toBe('unknown');
    expect(verdict([...around, { ...undecided, expressions: {} }, out])).toBe('allowed');
    expect(verdict([...around, { ...undecided, expressions: { route: refersTo('local.routes') } }, out])).toBe(
      'unknown',
    );
  });

  it('has propagating_vgws that are filled in after the apply', () => {
    const filledIn = { ...table([{ cidr_block: '0.0.0.0/0', ...tunnel }]), unknown: { propagating_vgws: true } };
    expect(verdict([...around, filledIn])).toBe('allowed');
    const given = { ...filledIn, expressions: { propagating_vgws: refersTo('local.gateways') } };
    expect(verdict([...around, given])).toBe('unknown');
  });

  it('has ways to the addresses of its VPC, where these are known', () => {
    const open = { ...vpc, values: { id: 'vpc-1' }, unknown: { cidr_block: true } };
    expect(verdict([...around, table([])], { to: '10.10.9.9' })).toBe('allowed');
    expect(verdict([...around, table([])], { to: '2001:db8:10::9' })).toBe('allowed');
    expect(verdict([open, subnet, inSubnet, table([])], { to: '10.10.9.9' })).toBe('unknown');
    expect(verdict([subnet, inSubnet, table([])])).toBe('unknown');
  });
});

describe.each(['aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association'])('%s', (type) => {
  const attribute = type.includes('v4') ? 'cidr_block' : 'ipv6_cidr_block';
  const [range, to] = type.includes('v4') ? ['10.80.0.0/16', '10.80.0.9'] : ['2001:db8:80::/56', '2001:db8:80::9'];
  const more = there(`${type}.more`, { vpc_id: 'vpc-1', [attribute]: range });

  it('is a way to further addresses of a VPC', () => {
    expect(verdict([...around, table([])], { to })).toBe('denied');
    expect(verdict([...around, table([]), more], { to })).toBe('allowed');
  });

  it('of a VPC that is not known may be one of any', () => {
    const stray = { ...more, values: { [attribute]: range }, unknown: { vpc_id: true } };
    expect(verdict([...around, table([]), stray], { to })).toBe('unknown');
    expect(verdict([...around, table([{ cidr_block: '0.0.0.0/0', ...tunnel }]), stray])).toBe('unknown');
  });
});

describe('aws_route_table_association', () => {
  it('may be of any subnet where its subnet_id is known only after the apply', () => {
    const stray = made('aws_route_table_association.stray', { route_table_id: 'rtb-1' }, { subnet_id: 'local.subnet' });
    const rules = readTerraform({ 'plan.json': planOf([...around, table([]), stray]) });
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message)).toEqual([
      'What aws_route_table_association.stray belongs to is not known: its subnet_id can’t be told before the apply.',
    ]);
  });

  it('of a gateway is none of a subnet', () => {
    const edge = there('aws_route_table_association.edge', { route_table_id: 'rtb-1', gateway_id: 'igw-1' });
    const rules = readTerraform({ 'plan.json': planOf([...around, table([]), edge]) });
    expect([askTerraform(rules, question).verdict, rules.problems]).toEqual(['denied', []]);
  });
});

describe('aws_vpc_endpoint', () => {
  const endpoint = (more: Values = {}): PlannedResource =>
    there('aws_vpc_endpoint.s3', {
      id: 'vpce-1',
      vpc_id: 'vpc-1',
      vpc_endpoint_type: 'Gateway',
      prefix_list_id: 'pl-1',
      policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }),
      route_table_ids: ['rtb-1'],
      ...more,
    });
  const routed = (...more: readonly PlannedResource[]): string => verdict([...around, list, table([]), ...more]);

  it('may be of any kind where its vpc_endpoint_type is known only after the apply', () => {
    const open = { ...endpoint({ vpc_endpoint_type: null }), unknown: { vpc_endpoint_type: true } };
    expect([routed(endpoint()), routed(open)]).toEqual(['allowed', 'unknown']);
  });

  it('is of the kind Gateway where nobody says', () => {
    expect(routed(endpoint({ vpc_endpoint_type: null }))).toBe('allowed');
  });

  describe('by aws_vpc_endpoint_policy', () => {
    const refuses = JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] });
    const policy = (values: Values, references: Readonly<Record<string, string>> = {}): PlannedResource =>
      made('aws_vpc_endpoint_policy.s3', { vpc_endpoint_id: 'vpce-1', ...values }, references);

    it('may refuse', () => {
      expect(routed(endpoint(), policy({ policy: refuses }))).toBe('unknown');
      expect(routed(endpoint(), policy({ policy: refuses, vpc_endpoint_id: 'vpce-9' }))).toBe('allowed');
      expect(routed(endpoint(), policy({}, { policy: 'data.aws_iam_policy_document.s3.json' }))).toBe('unknown');
    });

    it('lets everything through that its own would refuse', () => {
      const opens = policy({ policy: endpoint().values['policy'] });
      expect(routed(endpoint({ policy: refuses }))).toBe('unknown');
      expect(routed(endpoint({ policy: refuses }), opens)).toBe('allowed');
      expect(routed(endpoint({ policy: refuses }), { ...policy({}), unknown: { policy: true } })).toBe('allowed');
    });

    it('that is forgotten gives way to one that is made', () => {
      const open = { id: 'old', vpc_endpoint_id: 'vpce-1', policy: endpoint().values['policy'] };
      const address = 'aws_vpc_endpoint_policy.old';
      const forgotten: PlannedResource = { address, values: {}, before: open, actions: ['forget'] };
      expect(routed(endpoint({ policy: refuses }), forgotten)).toBe('allowed');
      expect(routed(endpoint(), policy({ policy: refuses }), forgotten)).toBe('unknown');
    });

    it('is found by a reference, and may be of any where that is not known', () => {
      const { id: _id, ...values } = endpoint().values;
      const unmade = { ...made('aws_vpc_endpoint.s3', values), expressions: {} };
      const of = (reference: string): PlannedResource => policy({ policy: refuses }, { vpc_endpoint_id: reference });
      expect(routed(unmade)).toBe('allowed');
      expect(routed(unmade, of('aws_vpc_endpoint.s3.id'))).toBe('unknown');
      expect(routed(endpoint(), of('local.endpoint'))).toBe('unknown');
    });
  });
});

describe('aws_nat_gateway', () => {
  const internet = there('aws_internet_gateway.main', { id: 'igw-1', vpc_id: 'vpc-1' });
  const outer = there('aws_subnet.outer', { id: 'subnet-2', vpc_id: 'vpc-1', cidr_block: '10.10.1.0/24' });
  const outerTable = there('aws_route_table.outer', {
    id: 'rtb-2',
    vpc_id: 'vpc-1',
    route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }],
  });
  const inOuter = there('aws_route_table_association.outer', { route_table_id: 'rtb-2', subnet_id: 'subnet-2' });
  const gateway = (connectivity_type: string | null): PlannedResource =>
    there('aws_nat_gateway.main', { id: 'nat-1', subnet_id: 'subnet-2', connectivity_type });
  const routed = (one: PlannedResource): string =>
    verdict([
      ...around,
      internet,
      outer,
      outerTable,
      inOuter,
      table([{ cidr_block: '0.0.0.0/0', nat_gateway_id: 'nat-1' }]),
      one,
    ]);

  it('has a public address, unless its connectivity_type says otherwise or may', () => {
    expect(routed(gateway(null))).toBe('allowed');
    expect(routed(gateway('public'))).toBe('allowed');
    expect(routed(gateway('private'))).toBe('unknown');
    expect(routed({ ...gateway(null), unknown: { connectivity_type: true } })).toBe('unknown');
  });
});
