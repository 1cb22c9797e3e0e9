import { findExcessOfCloud } from '../../reading/excess.ts';
import { descriptions } from '../../source/freeTexts.ts';
import { isRecord, listOf, recordsOf } from '../../../kernel/jsonFields.ts';
import type {
  FormatInput,
  FormatProblem,
  FormatReading,
  Found,
  LayerRules,
  RuleFormat,
} from '../../reading/ruleFormat.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { below } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';
import type { LayerKind } from '../../../plan/plan.ts';
import { isKnownWord } from './findMachines.ts';
import { bindVpcFirewalls } from './firewallLayer.ts';
import { findThings, isGcpDocument, ListedThing } from './gcpDocuments.ts';
import type { GcpThing, ThingKind } from './gcpDocuments.ts';
import type { DirectedRules, Direction, EffectiveFirewalls, GcpNetwork, RuledNetwork } from './gcpNetwork.ts';
import { readAddressGroup, readAncestries, readInstance, readNetwork } from './readPlaces.ts';
import { readAssociatedPolicies, readEffectivePolicies } from './readPolicies.ts';
import { readRoute, readRouter, readSubnetwork } from './routes/readRoutes.ts';
import { bindRoutes } from './routes/bindRoutes.ts';
import { networkOf, readVpcRules, unheard } from './readVpcRules.ts';
import type { ResourceName } from './resourceName.ts';

/** What gcloud and the REST API say of firewalls, in one format: policies, networks and machines refer to each other. */
export const gcpFormat: RuleFormat = {
  title: 'Google Cloud network',
  accepts:
    'the output of `gcloud compute network-firewall-policies get-effective-firewalls --network N --region R --format=json`, and for routes of `gcloud compute routes list`, `networks subnets list`, `routers list` and `instances list`',
  layers: ['gcp-firewall', 'route'],
  recognise: isGcpDocument,
  findExcess: findExcessOfCloud,
  freeTexts: descriptions,
  read: readGcp,
};

function readGcp(inputs: readonly FormatInput[]): FormatReading {
  const problems: FormatProblem[] = [];
  const unreadable: RulePlace[] = [];
  const report: Report = (place, message, remedy, severity = 'error') =>
    problems.push({ place, message, remedy, severity });
  const things = inputs.flatMap((input) => (input.kind === 'document' ? findThings(input) : []));
  const of = (kind: ThingKind): readonly GcpThing[] => things.filter((thing) => thing.kind === kind);
  for (const { place, message, remedy } of findUnreadable(things)) {
    unreadable.push(place);
    report(place, message, remedy);
  }
  const effective = of('effective firewalls');
  const vpcThings = [...of('VPC firewall rule'), ...effective.flatMap(vpcRulesIn)];
  const rulesOf = (direction: Direction, tell: Report): DirectedRules => ({
    vpcRules: readVpcRules(vpcThings, direction, tell),
    effectiveFirewalls: effective.map((thing) => readEffective(thing, direction, tell)),
    policies: readAssociatedPolicies(of('firewall policy'), direction, tell),
  });
  const network: GcpNetwork = {
    ...rulesOf('EGRESS', report),
    // What is wrong with them is told by the findings that they leave open: no verdict goes by them.
    arrivals: () => rulesOf('INGRESS', unheard),
    ruledNetworks: findRuledNetworks(vpcThings),
    networks: of('network').map((thing) => readNetwork(thing, report)),
    instances: of('instance').map(readInstance),
    addressGroups: of('address group').map((thing) => readAddressGroup(thing, report)),
    ancestries: readAncestries(of('ancestor')),
    routes: of('route').flatMap((thing) => readRoute(thing, report)),
    subnetworks: of('subnetwork').map(readSubnetwork),
    routers: of('router').map(readRouter),
    knownTags: findTags(vpcThings, of('instance')),
  };
  warnOfMissingPolicies(network, report);
  warnOfMissingRegions(network, report);
  return { layers: layersOf(network), problems, found: findEach(things), unreadable };
}

/** Facts about machines and address groups alone speak for no layer. */
function layersOf(network: GcpNetwork): readonly LayerRules[] {
  const { ruledNetworks, effectiveFirewalls, policies, routes } = network;
  const finds = (target: string): boolean => isKnownWord(network, target);
  const ofFirewall: LayerRules = {
    layer: 'gcp-firewall',
    goesByWorkload: false,
    finds,
    bind: (attachedTo, origin) => bindVpcFirewalls(network, attachedTo, origin),
  };
  const ofRoutes: LayerRules = {
    layer: 'route',
    goesByWorkload: false,
    finds,
    bind: (attachedTo, origin) => bindRoutes(network, attachedTo, origin),
  };
  return [
    ...(ruledNetworks.length + effectiveFirewalls.length + policies.length > 0 ? [ofFirewall] : []),
    ...(routes.length > 0 ? [ofRoutes] : []),
  ];
}

const bearsOn: Readonly<Record<ThingKind, readonly LayerKind[]>> = {
  'VPC firewall rule': ['gcp-firewall'],
  'firewall policy': ['gcp-firewall'],
  'effective firewalls': ['gcp-firewall'],
  'address group': ['gcp-firewall'],
  ancestor: ['gcp-firewall'],
  'list cut short': [],
  'policy rule': ['gcp-firewall'],
  'row of effective firewalls': ['gcp-firewall'],
  asset: ['gcp-firewall', 'route'],
  network: ['gcp-firewall', 'route'],
  subnetwork: ['route'],
  route: ['route'],
  router: ['route'],
  instance: ['gcp-firewall', 'route'],
};

/** What is found is said by file and kind: a hundred thousand rules of a file share the words for them. */
function findEach(things: readonly GcpThing[]): readonly Found[] {
  const known = new Map<string, Map<ThingKind, Found>>();
  const wordsFor = (kind: ThingKind, file: string): Found => {
    const inFile = known.get(file) ?? new Map<ThingKind, Found>();
    known.set(file, inFile);
    const many = kind === 'firewall policy' ? 'firewall policies' : undefined;
    const found = inFile.get(kind) ?? { what: kind, many, place: { file }, layers: bearsOn[kind] };
    inFile.set(kind, found);
    return found;
  };
  return things.flatMap(({ kind, file, value }) => {
    if (kind === 'list cut short') return [];
    if (kind !== 'effective firewalls') return wordsFor(kind, file);
    return [
      ...recordsOf(value['firewalls']).map(() => wordsFor('VPC firewall rule', file)),
      ...listOf(value['firewallPolicys']).map(() => wordsFor('firewall policy', file)),
    ];
  });
}

function vpcRulesIn({ value, place }: GcpThing): readonly GcpThing[] {
  const list = below(place, ['firewalls']);
  return listOf(value['firewalls']).flatMap((item, index) =>
    isRecord(item) ? new ListedThing('VPC firewall rule', item, list, index) : [],
  );
}

function readEffective(thing: GcpThing, direction: Direction, report: Report): EffectiveFirewalls {
  return {
    networks: findRuledNetworks(vpcRulesIn(thing)).map(({ name }) => name),
    policies: readEffectivePolicies(thing, direction, report),
    place: { ...thing.place, rule: 'effective firewalls' },
  };
}

function findRuledNetworks(rules: readonly GcpThing[]): readonly RuledNetwork[] {
  const found = new Map<string, RuledNetwork>();
  const seen = new Set<unknown>();
  for (const thing of rules) {
    const { value } = thing;
    // A network has hundreds of rules, written alike.
    if (seen.has(value['network'])) continue;
    seen.add(value['network']);
    const name: ResourceName = networkOf(value);
    if (!found.has(name.path)) found.set(name.path, { name, place: thing.place });
  }
  return [...found.values()];
}

function findTags(rules: readonly GcpThing[], instances: readonly GcpThing[]): ReadonlySet<string> {
  const tags = new Set<string>();
  for (const { value } of rules) {
    for (const field of ['targetTags', 'sourceTags']) {
      for (const tag of listOf(value[field])) if (typeof tag === 'string') tags.add(tag);
    }
  }
  for (const thing of instances) for (const tag of readInstance(thing).tags ?? []) tags.add(tag);
  return tags;
}

interface Unreadable {
  readonly place: RulePlace;
  readonly message: string;
  readonly remedy: string;
}

/** What is of Google Cloud and can't be judged; each document is told of once. */
function findUnreadable(things: readonly GcpThing[]): readonly Unreadable[] {
  const found = new Map<string, Unreadable>();
  const add = (place: RulePlace, message: string, remedy: string): void => {
    const key = `${place.file} ${place.document} ${message}`;
    if (!found.has(key)) found.set(key, { place: { ...place, path: [] }, message, remedy });
  };
  for (const thing of things) {
    const { kind, value } = thing;
    if (kind === 'list cut short') {
      add(
        thing.place,
        'The list was cut short, and what comes after is not known.',
        'Export it with gcloud, which asks for the whole list.',
      );
    }
    if (kind === 'row of effective firewalls') {
      add(
        thing.place,
        'This table of effective firewalls leaves out protocols and ports.',
        'Export it with --format=json, which gcloud prints in full.',
      );
    }
    if (kind === 'asset') {
      add(
        thing.place,
        'This is of the Cloud Asset Inventory, which is not read.',
        'Give the output of `gcloud compute network-firewall-policies get-effective-firewalls` and `gcloud compute routes list`.',
      );
    }
    if (kind === 'effective firewalls' && !listOf(value['firewalls']).every(isRecord)) {
      add(thing.place, 'Among the VPC rules is something that is no object.', 'Export it again with gcloud.');
    }
    if (kind === 'policy rule') {
      add(
        thing.place,
        'These are rules of a firewall policy, and of which is not said.',
        'Export the policy with `gcloud compute network-firewall-policies describe`, or the effective firewalls.',
      );
    }
  }
  return [...found.values()];
}

/** Policies come before and after VPC rules; that they are not in the files does not show that there are none. */
function warnOfMissingPolicies({ ruledNetworks, effectiveFirewalls, policies }: GcpNetwork, report: Report): void {
  const [first] = ruledNetworks;
  if (first === undefined || effectiveFirewalls.length + policies.length > 0) return;
  report(
    { ...first.place, path: [] },
    'These are VPC rules alone: policies of the organisation, its folders and the network are taken not to exist.',
    'Add the output of `gcloud compute network-firewall-policies get-effective-firewalls --network N --region R --format=json`, which holds them.',
    'warning',
  );
}

/**
 * Asked about a network, Google Cloud leaves out the policies of its regions. The answer does not say what it was asked about,
 * so that the name of the file is to.
 */
function warnOfMissingRegions({ effectiveFirewalls, policies }: GcpNetwork, report: Report): void {
  const all = [...policies, ...effectiveFirewalls.flatMap((effective) => effective.policies)];
  if (all.some(({ kind }) => kind === 'regional' || kind === 'regional system')) return;
  const [first] = effectiveFirewalls;
  if (first === undefined || effectiveFirewalls.some(({ place }) => namesRegion.test(place.file))) return;
  report(
    { ...first.place, path: [] },
    'No policy of a region is among these effective firewalls, as where they were asked for without one: such policies are taken not to exist.',
    'Give the output of `gcloud compute network-firewall-policies get-effective-firewalls --network N --region R --format=json`, in a file named after the region, such as effective-europe-west1.json.',
    'warning',
  );
}

const namesRegion = /[a-z]+-(?:north|south|east|west|central)[a-z]*\d/i;
