/** Where workloads and gateways sit: VPCs, subnets, interfaces, instances, NAT gateways, endpoints, firewalls. */
import type { AddressRange } from '../../flows/address.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { AwsThing, ThingKind } from './awsDocuments.ts';
import type {
  Firewall,
  NatGateway,
  NetworkInterface,
  PublicAccess,
  SecurityGroupPolicy,
  Subnet,
  Vpc,
  VpcEndpoint,
} from './awsNetwork.ts';
import { isRecord, isSameJson, parseRecord, recordsOf, textOf, textsOf } from '../../../kernel/jsonFields.ts';
import { nameTagOf, namesInTags } from './nameTagOf.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { findFunction } from './cloudFormation.ts';
import { refuseFunction } from './networkFirewall/readRuleGroups.ts';
import { nameOf } from './reading.ts';
import { parseRange } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';

/** Things of one kind by their id; a later description of the same thing replaces an earlier one, aloud where they differ. */
function readAll<Thing>(
  things: readonly AwsThing[],
  kind: ThingKind,
  idField: string,
  report: Report,
  read: (value: JsonRecord, id: string, place: RulePlace, names: readonly string[]) => Thing,
): ReadonlyMap<string, Thing> {
  const found = new Map<string, Thing>();
  const values = new Map<string, JsonRecord>();
  for (const thing of things) {
    if (thing.kind !== kind) continue;
    const id = textOf(thing.value[idField]);
    if (id === undefined) {
      report(
        thing.place,
        `A ${kind} without ${idField} can’t be used.`,
        'Export it again with the AWS CLI.',
        'warning',
      );
      continue;
    }
    const known = values.get(id);
    if (known !== undefined && !isSameJson(known, thing.value)) {
      const message = `The ${kind} ${id} is described more than once, in different words; the last one counts.`;
      report(thing.place, message, 'Keep the newer export alone.');
    }
    values.set(id, thing.value);
    found.set(
      id,
      read(thing.value, id, { ...thing.place, rule: nameOf(kind, id, undefined) }, namesInTags(thing.value)),
    );
  }
  return found;
}

function rangesOf(cidrs: readonly unknown[]): readonly AddressRange[] {
  return cidrs.flatMap((cidr) => parseRange(cidr)?.range ?? []);
}

export function readVpcs(things: readonly AwsThing[], report: Report): ReadonlyMap<string, Vpc> {
  return readAll(things, 'VPC', 'VpcId', report, (value, id, place, names) => {
    const [primary] = rangesOf([value['CidrBlock']]);
    const others = recordsOf(value['CidrBlockAssociationSet']).map((association) => association['CidrBlock']);
    const v6 = recordsOf(value['Ipv6CidrBlockAssociationSet']).map((association) => association['Ipv6CidrBlock']);
    // The first range stands among its associations as well.
    const ranges = rangesOf([...new Set([value['CidrBlock'], ...others, ...v6])]);
    return { id, names, place, primary, ranges, publicAccess: readPublicAccess(value) };
  });
}

export function readSubnets(things: readonly AwsThing[], report: Report): ReadonlyMap<string, Subnet> {
  return readAll(things, 'subnet', 'SubnetId', report, (value, id, place, names) => {
    const v6 = recordsOf(value['Ipv6CidrBlockAssociationSet']).map((association) => association['Ipv6CidrBlock']);
    return {
      id,
      names: [...names, textOf(value['SubnetArn'])].filter((name) => name !== undefined),
      place,
      vpcId: textOf(value['VpcId']),
      ranges: rangesOf([value['CidrBlock'], ...v6]),
      publicAccess: readPublicAccess(value),
    };
  });
}

/** Source: EC2 API, BlockPublicAccessStates. */
const publicAccessByMode: Readonly<Record<string, PublicAccess | undefined>> = {
  off: 'open',
  'block-ingress': 'gateways that only let out',
  'block-bidirectional': 'closed',
};

function readPublicAccess({ BlockPublicAccessStates: states }: JsonRecord): PublicAccess | undefined {
  const mode = isRecord(states) ? states['InternetGatewayBlockMode'] : undefined;
  if ((mode ?? undefined) === undefined) return undefined;
  return publicAccessByMode[textOf(mode) ?? ''] ?? 'not understood';
}

/** Interfaces by themselves and those printed within instances, which also answer to the instance's id and name. */
export function readInterfaces(things: readonly AwsThing[], report: Report): readonly NetworkInterface[] {
  const found = new Map<string, NetworkInterface>();
  const own = readAll(things, 'network interface', 'NetworkInterfaceId', report, (value, id, place, names) =>
    toInterface(value, id, place, names, undefined),
  );
  for (const [id, one] of own) found.set(id, one);
  for (const { kind, value, place } of things) {
    if (kind !== 'instance') continue;
    const instanceId = textOf(value['InstanceId']);
    const tag = nameTagOf(value);
    const items = recordsOf(value['NetworkInterfaces']);
    for (const [index, item] of items.entries()) {
      const id = textOf(item['NetworkInterfaceId']);
      if (id === undefined) continue;
      const where = { ...place, path: [...place.path, 'NetworkInterfaces', index], rule: `network interface ${id}` };
      const known = found.get(id) ?? toInterface(item, id, where, [], instanceId);
      const names = [...known.names, ...(tag === undefined ? [] : [tag])];
      found.set(id, { ...known, names, instanceId: known.instanceId ?? instanceId, isOnlyOne: items.length === 1 });
    }
  }
  return [...found.values()];
}

function toInterface(
  value: JsonRecord,
  id: string,
  place: RulePlace,
  names: readonly string[],
  instanceId: string | undefined,
): NetworkInterface {
  const attachment = isRecord(value['Attachment']) ? value['Attachment'] : {};
  const own = recordsOf(value['PrivateIpAddresses']);
  const addresses = [
    value['PrivateIpAddress'],
    ...own.map((address) => address['PrivateIpAddress']),
    ...recordsOf(value['Ipv6Addresses']).map((address) => address['Ipv6Address']),
    ...recordsOf(value['Ipv4Prefixes']).map((prefix) => prefix['Ipv4Prefix']),
    ...recordsOf(value['Ipv6Prefixes']).map((prefix) => prefix['Ipv6Prefix']),
  ];
  const associations = [value, ...own].map((holder) => holder['Association']);
  const type = textOf(value['InterfaceType'])?.toLowerCase().replaceAll('_', '');
  return {
    id,
    names,
    place,
    subnetId: textOf(value['SubnetId']),
    vpcId: textOf(value['VpcId']),
    instanceId: instanceId ?? textOf(attachment['InstanceId']),
    isPrimary: attachment['DeviceIndex'] === 0,
    isOnlyOne: false,
    isNatGateway: type === 'natgateway',
    groupIds: recordsOf(value['Groups']).flatMap((group) => textOf(group['GroupId']) ?? []),
    addresses: rangesOf([...new Set(addresses)]),
    hasPublicIpv4: associations.some(
      (association) => isRecord(association) && textOf(association['PublicIp']) !== undefined,
    ),
  };
}

export function readNatGateways(things: readonly AwsThing[], report: Report): ReadonlyMap<string, NatGateway> {
  return readAll(things, 'NAT gateway', 'NatGatewayId', report, (value, id, place, names) => ({
    id,
    names,
    place,
    subnetId: textOf(value['SubnetId']),
    state: textOf(value['State']),
    connectivity: textOf(value['ConnectivityType']) ?? 'public',
  }));
}

export function readEndpoints(things: readonly AwsThing[], report: Report): ReadonlyMap<string, VpcEndpoint> {
  return readAll(things, 'VPC endpoint', 'VpcEndpointId', report, (value, id, place, names) => ({
    id,
    names,
    place,
    // Absent in old exports, where a gateway endpoint was the only kind.
    type: textOf(value['VpcEndpointType']) ?? 'Gateway',
    interfaceIds: textsOf(value['NetworkInterfaceIds']),
    subnetIds: textsOf(value['SubnetIds']),
    hasFullAccess: hasFullAccess(value['PolicyDocument']),
  }));
}

/** The policy that AWS gives an endpoint when none is written: everybody, everything. Any other is not judged here. */
function hasFullAccess(policy: unknown): boolean | undefined {
  if (typeof policy !== 'string' || policy === '') return undefined;
  const statements = recordsOf([parseRecord(policy)?.['Statement']].flat());
  return (
    statements.length === 1 &&
    statements.every(
      ({ Effect, Action, Resource, Principal, Condition }) =>
        Effect === 'Allow' && Action === '*' && Resource === '*' && Principal === '*' && Condition === undefined,
    )
  );
}

export function readFirewalls(things: readonly AwsThing[], report: Report): readonly Firewall[] {
  return things.flatMap(({ kind, value, place: at }) => {
    if (kind !== 'firewall') return [];
    const firewall = isRecord(value['Firewall']) ? value['Firewall'] : {};
    const id = textOf(firewall['FirewallArn']) ?? textOf(firewall['FirewallName']);
    const name = textOf(firewall['FirewallName']);
    const place = { ...at, rule: `firewall ${describeValue(name ?? id)}` };
    const unresolved = findFunction(firewall['FirewallPolicyArn']);
    const policyArn = unresolved === undefined ? textOf(firewall['FirewallPolicyArn']) : '';
    if (id === undefined || policyArn === undefined) {
      report(
        place,
        'A firewall without its ARN and that of its policy can’t be judged.',
        'Export it with `aws network-firewall describe-firewall`.',
      );
      return [];
    }
    const status = isRecord(value['FirewallStatus']) ? value['FirewallStatus'] : {};
    const zones = isRecord(status['SyncStates']) ? Object.values(status['SyncStates']).filter(isRecord) : [];
    const isProxy = firewall['ProxySettings'] !== undefined;
    return [
      {
        id,
        names: [name, textOf(firewall['FirewallId']), nameTagOf(firewall)].filter((text) => text !== undefined),
        place,
        policyArn,
        vpcId: textOf(firewall['VpcId']),
        subnetIds: recordsOf(firewall['SubnetMappings']).flatMap((mapping) => textOf(mapping['SubnetId']) ?? []),
        endpoints: zones.flatMap(({ Attachment: attachment }) => {
          const endpoint = isRecord(attachment) ? textOf(attachment['EndpointId']) : undefined;
          return endpoint === undefined
            ? []
            : [{ id: endpoint, subnetId: textOf((attachment as JsonRecord)['SubnetId']) }];
        }),
        notUnderstood:
          unresolved !== undefined
            ? refuseFunction(unresolved, place, report)
            : isProxy
              ? `${place.rule} is in proxy mode, which changes the path.`
              : undefined,
      },
    ];
  });
}

export function readSecurityGroupPolicies(things: readonly AwsThing[]): readonly SecurityGroupPolicy[] {
  return things.flatMap(({ kind, value, place }) => {
    if (kind !== 'security group policy') return [];
    const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
    const spec = isRecord(value['spec']) ? value['spec'] : {};
    const groups = isRecord(spec['securityGroups']) ? spec['securityGroups'] : {};
    const name = `${textOf(metadata['namespace']) ?? 'default'}/${textOf(metadata['name']) ?? 'unnamed'}`;
    return [{ name, groupIds: textsOf(groups['groupIds']), place: { ...place, rule: `SecurityGroupPolicy ${name}` } }];
  });
}
