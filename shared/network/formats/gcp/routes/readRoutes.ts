/** Routes, subnets and Cloud Routers. Source: Compute Engine API v1, Route, Subnetwork and Router. */
import { describeValue } from '../../../../kernel/describeValue.ts';
import { findUnknownField, hasContent, recordsOf, textOf, textsOf } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { parseRange, unknownFieldRemedy } from '../../../reading/ruleReading.ts';
import type { Report } from '../../../reading/ruleReading.ts';
import type { GcpThing } from '../gcpDocuments.ts';
import type { NatGateway, NextHop, Route, Router, Subnetwork } from '../gcpNetwork.ts';
import { readNumber } from '../readRule.ts';
import { toResourceName } from '../resourceName.ts';

const hopFields = {
  nextHopNetwork: 'subnet',
  nextHopInstance: 'appliance',
  nextHopIp: 'appliance',
  nextHopIlb: 'appliance',
  nextHopVpnTunnel: 'network',
  nextHopPeering: 'network',
  nextHopHub: 'network',
} as const;

const routeFields = new Set([
  ...Object.keys(hopFields),
  'kind',
  'id',
  'creationTimestamp',
  'name',
  'description',
  'network',
  'tags',
  'destRange',
  'priority',
  'nextHopGateway',
  'nextHopInterRegionCost',
  'nextHopMed',
  'nextHopOrigin',
  'asPaths',
  'routeType',
  'routeStatus',
  'selfLink',
  'params',
]);

/** Of lower priority than every route that somebody can write. */
const defaultPriority = 1000;

/** None of a route that does not hold: its next hop has gone, or another route displaces it. */
export function readRoute({ value, place: at }: GcpThing, report: Report): readonly Route[] {
  const status = value['routeStatus'];
  if (status === 'INACTIVE' || status === 'DROPPED') return [];
  const name = describeValue(value['name']);
  const range = parseRange(value['destRange'])?.range;
  const priority = readNumber(value['priority'] ?? defaultPriority, 65535);
  const place = { ...at, rule: `route ${name} to ${describeValue(value['destRange'])}` };
  const refuse = (what: string, remedy: string): NextHop => {
    report(place, `${place.rule}: ${what}`, remedy);
    return { kind: 'not understood', because: `${place.rule} is not understood: ${what}` };
  };
  const readHop = (): NextHop => {
    const exportAgain = 'Export it again with `gcloud compute routes list --format json`.';
    const unknown = findUnknownField(value, routeFields);
    if (unknown !== undefined) return refuse(`the field “${describeValue(unknown)}” is not known.`, unknownFieldRemedy);
    if (range === undefined) return refuse('its destination is no range of addresses.', exportAgain);
    if (priority === undefined) return refuse('its priority is none.', exportAgain);
    return nextHopOf(value) ?? refuse('its next hop is not known.', unknownFieldRemedy);
  };
  return [
    {
      network: toResourceName(textOf(value['network']) ?? ''),
      range,
      priority: priority ?? 0,
      tags: textsOf(value['tags']),
      nextHop: readHop(),
      doubt: hasContent(status) && status !== 'ACTIVE' ? `${place.rule} is ${describeValue(status)}.` : undefined,
      place,
    },
  ];
}

function nextHopOf(value: JsonRecord): NextHop | undefined {
  const gateway = textOf(value['nextHopGateway']);
  if (gateway !== undefined) {
    return toResourceName(gateway).name === 'default-internet-gateway' ? { kind: 'internet' } : undefined;
  }
  for (const [field, kind] of Object.entries(hopFields)) if (hasContent(value[field])) return { kind };
  return undefined;
}

export function readSubnetwork({ value, place }: GcpThing): Subnetwork {
  const name = toResourceName(textOf(value['selfLink']) ?? textOf(value['name']) ?? 'unnamed');
  return {
    name,
    network: toResourceName(textOf(value['network']) ?? ''),
    region: regionOf(value),
    hasSecondaryRanges: recordsOf(value['secondaryIpRanges']).length > 0,
    reachesGoogle: value['privateIpGoogleAccess'] === true,
    place: { ...place, rule: `subnet ${describeValue(name.name)}` },
  };
}

export function readRouter({ value, place: at }: GcpThing): Router {
  const nats = recordsOf(value['nats']);
  return {
    network: toResourceName(textOf(value['network']) ?? ''),
    region: regionOf(value),
    learnsRoutes: recordsOf(value['bgpPeers']).length > 0,
    gateways: nats.flatMap((nat, index): readonly NatGateway[] => {
      const place = { ...at, path: [...at.path, 'nats', index], rule: `Cloud NAT ${describeValue(nat['name'])}` };
      if (hasContent(nat['type']) && nat['type'] !== 'PUBLIC') return [];
      // Proxies and gateways have NATs of their own, which machines don't pass.
      const users = textsOf(nat['endpointTypes']);
      if (hasContent(nat['endpointTypes']) && !users.includes('ENDPOINT_TYPE_VM')) return [];
      return [{ covers: coverageOf(nat), place }];
    }),
  };
}

function coverageOf(nat: JsonRecord): NatGateway['covers'] {
  switch (nat['sourceSubnetworkIpRangesToNat']) {
    case 'ALL_SUBNETWORKS_ALL_IP_RANGES':
      return 'all ranges';
    case 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES':
      return 'primary ranges';
    default:
      return recordsOf(nat['subnetworks']).flatMap((subnetwork) => {
        const name = textOf(subnetwork['name']);
        const ranges = textsOf(subnetwork['sourceIpRangesToNat']);
        return name === undefined
          ? []
          : [{ name: toResourceName(name), hasAllRanges: ranges.includes('ALL_IP_RANGES') }];
      });
  }
}

function regionOf(value: JsonRecord): string | undefined {
  const region = textOf(value['region']);
  return region === undefined ? undefined : toResourceName(region).name;
}
