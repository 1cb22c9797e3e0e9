/** Where things of AWS lie, and what leads out of there: VPCs, subnets, NAT gateways and endpoints in Terraform. */
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { gateways, subnets, subnetTypes, tagsOf, vpcs, vpcTypes } from './awsNames.ts';
import type { Fields } from './fields.ts';
import { notYetKnown } from './notYetKnown.ts';
import { partsById } from './partsById.ts';
import type { PartsById } from './partsById.ts';
import { idOf, unplaced } from './translation.ts';
import type { PlannedResources, Trouble } from './translation.ts';

export const endpointPolicyTypes: readonly string[] = ['aws_vpc_endpoint_policy'];

export function translatePlaces(
  planned: PlannedResources,
  rangesOfVpcs: PartsById,
  troubles: Trouble[],
): Readonly<Record<string, readonly JsonRecord[]>> {
  const each = (types: readonly string[], make: (fields: Fields) => JsonRecord): readonly JsonRecord[] =>
    planned.of(...types).map((fields) => fields.made({ ...make(fields), Tags: tagsOf(fields) }));
  const ranges = (parts: readonly Fields[], attribute: string, field: string): readonly JsonRecord[] =>
    parts.flatMap((part) => {
      const range = part.text(attribute);
      return range === undefined ? [] : [{ [field]: range }];
    });
  const policiesOf = partsById(planned.of(...endpointPolicyTypes), 'vpc_endpoint_id', gateways, (policy) =>
    troubles.push(unplaced(policy, 'vpc_endpoint_id', ['route'])),
  );
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
      ConnectivityType: kindOf(gateway, 'connectivity_type'),
    })),
    VpcEndpoints: each(['aws_vpc_endpoint'], (endpoint) => ({
      VpcEndpointId: gateways.nameOf(endpoint.resource),
      VpcEndpointType: kindOf(endpoint, 'vpc_endpoint_type'),
      SubnetIds: subnetsOf(endpoint),
      PolicyDocument: policyOf(policiesOf.get(gateways.nameOf(endpoint.resource))?.at(-1) ?? endpoint),
    })),
  };
}

/** Undefined where nobody wrote it, for what AWS takes it for. */
function kindOf(fields: Fields, attribute: string): string | undefined {
  return fields.isUndecided(attribute) ? notYetKnown : fields.text(attribute);
}

/** None where one of them is not known: which of them it is that traffic passes is told by the first. */
function subnetsOf(endpoint: Fields): readonly unknown[] {
  const found = endpoint.references('subnet_ids', subnets, (subnet) => ({ subnet }));
  return endpoint.isOpen('subnet_ids') ? [] : found.map(({ subnet }) => subnet);
}

/** That of an endpoint, or of the resource by itself which gives it one. */
function policyOf(holder: Fields): string | undefined {
  return holder.text('policy') ?? (holder.isConfigured('policy') ? undefined : fullAccess);
}

/** The policy that an endpoint has where none is written. */
const fullAccess = JSON.stringify({
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' }],
});
