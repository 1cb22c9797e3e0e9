/** Networks, machines and address groups: what rules and plans refer to. Source: Compute Engine API v1; Network Security API v1. */
import { describeValue } from '../../../kernel/describeValue.ts';
import { isRecord, listOf, recordsOf, textOf } from '../../../kernel/jsonFields.ts';
import { parseRange } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';
import type { GcpThing } from './gcpDocuments.ts';
import type { AddressGroup, Ancestry, Instance, VpcNetwork } from './gcpNetwork.ts';
import { Doubts, readRanges } from './readRule.ts';
import { toResourceName, toResourcePath } from './resourceName.ts';

const enforcementOrders: ReadonlyMap<unknown, boolean> = new Map([
  ['AFTER_CLASSIC_FIREWALL', false],
  ['BEFORE_CLASSIC_FIREWALL', true],
]);

export function readNetwork({ value, place: at }: GcpThing, report: Report): VpcNetwork {
  const name = toResourceName(textOf(value['selfLink']) ?? textOf(value['name']) ?? 'unnamed');
  const place = { ...at, rule: `network ${describeValue(name.name)}` };
  const order = value['networkFirewallPolicyEnforcementOrder'] ?? 'AFTER_CLASSIC_FIREWALL';
  if (!enforcementOrders.has(order)) {
    const message = `${place.rule}: the order of enforcement “${describeValue(order)}” is not known.`;
    report(place, message, 'Where the order of policies and VPC rules matters, the layer stays unknown.');
  }
  return {
    name,
    arePoliciesFirst: enforcementOrders.get(order),
    firewallPolicy: textOf(value['firewallPolicy']),
    importsRoutes: recordsOf(value['peerings']).some(
      ({ importCustomRoutes, importSubnetRoutesWithPublicIp }) =>
        importCustomRoutes === true || importSubnetRoutesWithPublicIp === true,
    ),
    place,
  };
}

/** By its first interface: by default a machine sends by it whatever no other is meant for. */
export function readInstance({ value, place }: GcpThing): Instance {
  const name = toResourceName(textOf(value['selfLink']) ?? textOf(value['name']) ?? 'unnamed');
  const first = recordsOf(value['networkInterfaces'])[0] ?? {};
  const network = textOf(first['network']);
  const subnetwork = textOf(first['subnetwork']);
  const tags = value['tags'];
  const ranges = [
    first['networkIP'],
    first['ipv6Address'],
    ...recordsOf(first['aliasIpRanges']).map(({ ipCidrRange }) => ipCidrRange),
  ];
  return {
    name,
    network: network === undefined ? undefined : toResourceName(network),
    subnetwork: subnetwork === undefined ? undefined : toResourceName(subnetwork),
    hasExternalIpv4: recordsOf(first['accessConfigs']).length > 0,
    hasExternalIpv6: recordsOf(first['ipv6AccessConfigs']).length > 0,
    tags: isRecord(tags) ? allTexts(listOf(tags['items'])) : [],
    serviceAccounts: allTexts(recordsOf(value['serviceAccounts']).map(({ email }) => email)),
    addresses: ranges.flatMap((range) => parseRange(range)?.range ?? []),
    place: { ...place, rule: `instance ${describeValue(name.name)}` },
  };
}

/** Undefined where one of them is not known. */
function allTexts(values: readonly unknown[]): readonly string[] | undefined {
  const texts = values.flatMap((value) => textOf(value) ?? []);
  return texts.length === values.length ? texts : undefined;
}

export function readAddressGroup({ value, place: at }: GcpThing, report: Report): AddressGroup {
  const path = toResourcePath(textOf(value['name']) ?? '');
  const place = { ...at, rule: `address group ${describeValue(toResourceName(path).name)}` };
  const doubts = new Doubts({ place }, report);
  const ranges = readRanges(listOf(value['items']), 'items', doubts);
  return { path, ranges, place, notUnderstood: doubts.notUnderstood };
}

/** `gcloud projects get-ancestors` prints a project and, from it upwards, what it lies in; one document is about one project. */
export function readAncestries(things: readonly GcpThing[]): readonly Ancestry[] {
  const byDocument = Map.groupBy(things, ({ place }) => `${place.file} ${place.document}`);
  return [...byDocument.values()].flatMap((rows) => {
    const project = rows.find(({ value }) => value['type'] === 'project');
    if (project === undefined) return [];
    const above = rows
      .filter((row) => row !== project)
      .map(({ value }) => `${describeValue(value['type'])}s/${describeValue(value['id'])}`);
    return [{ project: describeValue(project.value['id']), above: above.toReversed() }];
  });
}
