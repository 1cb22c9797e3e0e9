import { hasContent, isRecord, listOf, recordsOf, textOf, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { isExpression } from './armExpression.ts';
import type { PrivateEndpoint, Subnet, VirtualNetwork } from './azureNetwork.ts';
import { endOfId, fieldsOf, isSameId, targetOf, wordOf } from './azureResource.ts';
import type { AzureResource } from './azureResource.ts';
import { parseAddressRange } from './bounds.ts';
import type { AzureProblem } from './securityGroup/readSecurityRule.ts';

export function readVirtualNetwork(resource: AzureResource, problems: AzureProblem[]): VirtualNetwork {
  const { value, file, document, path } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `Virtual network ${name}` };
  const peerings = recordsOf(value['virtualNetworkPeerings']).map(fieldsOf);
  const subnets = recordsOf(value['subnets']).filter(isToldItem).map(fieldsOf);
  const areListsTold = isToldItem(value) && isToldList(value['subnets']) && isToldList(value['virtualNetworkPeerings']);
  const field = areListsTold ? findUntoldField(value['addressSpace'], subnets, peerings) : 'subnets and peerings';
  const untold = field === undefined ? undefined : `${place.rule}: The file does not tell its ${field}.`;
  if (untold !== undefined) {
    const add = 'Add the output of `az network vnet list -o json`.';
    problems.push({ place, severity: 'warning', message: untold, remedy: add });
  }
  return {
    name,
    mayLearnRoutes:
      !areListsTold ||
      peerings.some((peering) => (peering['useRemoteGateways'] ?? false) !== false) ||
      subnets.some((subnet) => subnetsOfGateways.has(wordOf(subnet['name']))),
    addressPrefixes: prefixesOf(value['addressSpace']),
    peeredPrefixes: peerings.flatMap(readPeering),
    dnsServers: isRecord(value['dhcpOptions']) ? textsOf(value['dhcpOptions']['dnsServers']) : [],
    subnets: subnets.map((subnet) => readSubnet(subnet, textOf(value['id']))),
    untold,
    place,
  };
}

/** Names that Azure wants for the subnets of its gateways. */
const subnetsOfGateways: ReadonlySet<string> = new Set(['gatewaysubnet', 'routeserversubnet']);

/** Templates give ids to resources alone: that of a subnet in the list of its network is told by its name. */
function readSubnet(subnet: JsonRecord, networkId: string | undefined): Subnet {
  const policies = wordOf(subnet['privateEndpointNetworkPolicies']);
  const { natGateway, serviceEndpoints } = subnet;
  const outbound = subnet['defaultOutboundAccess'] ?? undefined;
  const name = textOf(subnet['name']) ?? 'unnamed';
  return {
    name,
    id: textOf(subnet['id']) ?? (networkId === undefined ? undefined : `${networkId}/subnets/${name}`),
    addressPrefixes: [...textsOf(subnet['addressPrefixes']), textOf(subnet['addressPrefix']) ?? []].flat(),
    networkSecurityGroupId: targetOf(subnet['networkSecurityGroup']),
    routeTableId: targetOf(subnet['routeTable']),
    hasPrivateEndpoints: hasContent(subnet['privateEndpoints']),
    groupsBearOnEndpoints: ['enabled', 'networksecuritygroupenabled'].includes(policies),
    routesBearOnEndpoints: ['enabled', 'routetableenabled'].includes(policies),
    serviceEndpoints: isToldList(serviceEndpoints)
      ? recordsOf(serviceEndpoints).flatMap(({ service }) => textOf(service) ?? [])
      : [describeValue(serviceEndpoints)],
    hasEndpointPolicies: hasContent(subnet['serviceEndpointPolicies']),
    hasNatGateway: isRecord(natGateway) && hasContent(natGateway),
    // What a template leaves to a deployment may close it.
    hasDefaultOutbound: outbound === undefined ? undefined : outbound === true,
  };
}

/**
 * The other side's space belongs to VirtualNetwork while the peering is up and access is not switched off; which part of it
 * where some subnets alone are peered is not told here.
 */
function readPeering(peering: JsonRecord): readonly string[] {
  const { peeringState, allowVirtualNetworkAccess: access, peerCompleteVnets: isComplete } = peering;
  const isUp = peeringState === 'Connected' && (access ?? true) === true && (isComplete ?? true) === true;
  return isUp ? prefixesOf(peering['remoteVirtualNetworkAddressSpace'] ?? peering['remoteAddressSpace']) : [];
}

function prefixesOf(space: unknown): readonly string[] {
  return isRecord(space) ? textsOf(space['addressPrefixes']) : [];
}

/** What of a network its file does not say, or leaves to a deployment: addresses that are not known may be anybody's. */
function findUntoldField(
  addressSpace: unknown,
  subnets: readonly JsonRecord[],
  peerings: readonly JsonRecord[],
): string | undefined {
  const areRanges = (list: readonly unknown[]): boolean =>
    list.every((one) => parseAddressRange(textOf(one) ?? '') !== undefined);
  const space = isRecord(addressSpace) ? listOf(addressSpace['addressPrefixes']) : [];
  if (space.length === 0 || !areRanges(space)) return 'address space';
  // Without any prefix it is one that a pool gives, or that is known after the deployment alone.
  const isPlaced = ({ addressPrefix, addressPrefixes }: JsonRecord): boolean => {
    const prefixes = [addressPrefixes ?? [], textOf(addressPrefix) ?? []].flat();
    return prefixes.length > 0 && areRanges(prefixes);
  };
  if (!subnets.every(isPlaced)) return 'subnets';
  return peerings.every(isToldPeering) ? undefined : 'peerings';
}

/** Of a peering that is up one has to know where it leads. */
function isToldPeering(peering: JsonRecord): boolean {
  const isDown = ['initiated', 'disconnected'].includes(wordOf(peering['peeringState']));
  return isDown || peering['allowVirtualNetworkAccess'] === false || readPeering(peering).length > 0;
}

/** Whether the fields of an object of a template are all in it: a parameter or a loop may make them. */
function isToldItem({ properties, copy }: JsonRecord): boolean {
  return (
    typeof properties !== 'string' && !hasContent(copy) && !(isRecord(properties) && hasContent(properties['copy']))
  );
}

function isToldList(list: unknown): boolean {
  return Array.isArray(list ?? []) && listOf(list).every((item) => isRecord(item) && isToldItem(item));
}

/** What else knows in which subnet a private endpoint is only adds to what the file leaves open. */
export const giveEndpoints = 'Give the output of `az network private-endpoint list -o json` in place of this file.';

export function readPrivateEndpoint(
  { value, file, document, path }: AzureResource,
  problems: AzureProblem[],
): PrivateEndpoint {
  const place = { file, document, path, rule: `Private endpoint ${textOf(value['name']) ?? 'unnamed'}` };
  const id = targetOf(value['subnet']);
  if (id !== undefined && !isExpression(id)) return { subnetId: id, place };
  const message = `${place.rule}: The file does not tell in which subnet it is, so it may be in any.`;
  problems.push({ place, severity: 'warning', message, remedy: giveEndpoints });
  return { subnetId: undefined, place };
}

/** Templates say of an endpoint in which subnet it is, and lists of networks of a subnet which endpoints it has; one without an id may be any. */
export function withEndpoints(
  networks: readonly VirtualNetwork[],
  endpoints: readonly PrivateEndpoint[],
): readonly VirtualNetwork[] {
  if (endpoints.length === 0) return networks;
  const subnetIds = [...new Set(endpoints.map(({ subnetId }) => subnetId))];
  const idsByEnd = Map.groupBy(subnetIds, (id) => endOfId(id ?? ''));
  const mayBeInAny = subnetIds.includes(undefined);
  const hasOne = ({ id }: Subnet): boolean =>
    mayBeInAny || id === undefined || idsByEnd.get(endOfId(id))?.some((one) => isSameId(one, id)) === true;
  return networks.map((network) => ({
    ...network,
    subnets: network.subnets.map((subnet) => (hasOne(subnet) ? { ...subnet, hasPrivateEndpoints: true } : subnet)),
  }));
}
