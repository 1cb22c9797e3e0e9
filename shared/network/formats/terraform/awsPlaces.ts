/** Where things of AWS lie, and what leads out of there: VPCs, subnets, NAT gateways and endpoints in Terraform. */
import type { JsonRecord } from '../../jsonFields.ts';
import { gateways, subnets, subnetTypes, tagsOf, vpcs, vpcTypes } from './awsNames.ts';
import type { Fields } from './fields.ts';
import type { PartsById } from './partsById.ts';
import { idOf } from './translation.ts';
import type { PlannedResources } from './translation.ts';

export function translatePlaces(
  planned: PlannedResources,
  rangesOfVpcs: PartsById,
): Readonly<Record<string, readonly JsonRecord[]>> {
  const each = (types: readonly string[], make: (fields: Fields) => JsonRecord): readonly JsonRecord[] =>
    planned.of(...types).map((fields) => fields.made({ ...make(fields), Tags: tagsOf(fields) }));
  const ranges = (parts: readonly Fields[], attribute: string, field: string): readonly JsonRecord[] =>
    parts.flatMap((part) => {
      const range = part.text(attribute);
      return range === undefined ? [] : [{ [field]: range }];
    });
  return {
    Vpcs: each(vpcTypes, (vpc) => {
      const more = rangesOfVpcs.get(idOf(vpc.resource)) ?? [];
      return {
        VpcId: idOf(vpc.resource),
        CidrBlock: vpc.text('cidr_block'),
        CidrBlockAssociationSet: ranges(more, 'cidr_block', 'CidrBlock'),
        Ipv6CidrBlockAssociationSet: ranges([vpc, ...more], 'ipv6_cidr_block', 'Ipv6CidrBlock'),
      };
    }),
    Subnets: each(subnetTypes, (subnet) => ({
      SubnetId: idOf(subnet.resource),
      VpcId: subnet.reference('vpc_id', vpcs),
      CidrBlock: subnet.text('cidr_block'),
      Ipv6CidrBlockAssociationSet: ranges([subnet], 'ipv6_cidr_block', 'Ipv6CidrBlock'),
    })),
    NatGateways: each(['aws_nat_gateway'], (gateway) => ({
      NatGatewayId: idOf(gateway.resource),
      SubnetId: gateway.reference('subnet_id', subnets),
      ConnectivityType: gateway.get('connectivity_type') ?? 'public',
    })),
    VpcEndpoints: each(['aws_vpc_endpoint'], (endpoint) => ({
      VpcEndpointId: gateways.nameOf(endpoint.resource),
      VpcEndpointType: endpoint.text('vpc_endpoint_type') ?? 'Gateway',
      PolicyDocument: endpoint.text('policy') ?? (endpoint.isConfigured('policy') ? undefined : fullAccess),
    })),
  };
}

/** The policy that an endpoint has where none is written. */
const fullAccess = JSON.stringify({
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' }],
});
