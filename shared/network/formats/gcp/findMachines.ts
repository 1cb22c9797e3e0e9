import { describeValue } from '../../../kernel/describeValue.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import type { LayerKind } from '../../../plan/plan.ts';
import type { Machines } from './compileRule.ts';
import type { GcpNetwork, Instance, Subnetwork } from './gcpNetwork.ts';
import { accountForm } from './readRule.ts';
import { describeName, isNamed } from './resourceName.ts';
import type { ResourceName } from './resourceName.ts';

/** What the words of `attachedTo` name. */
export interface Meant {
  readonly networks: readonly ResourceName[];
  readonly instances: readonly Instance[];
  readonly subnetworks: readonly Subnetwork[];
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
  readonly secureTags: readonly string[];
  /** Organisations and folders that the nodes' project lies in. */
  readonly above: readonly string[];
}

export interface FoundMachines {
  /** Each kind of machines once. */
  readonly machines: readonly Machines[];
  readonly above: readonly string[];
  readonly meant: Meant;
}

/**
 * The machines by `attachedTo`, which may name a network, instances, network tags, service accounts (`…@…`), secure tags
 * (`tagValues/…`), and organisations and folders that stand above. Tags and accounts that are named are taken for all that
 * the nodes have. A text says why it is not known which are meant.
 */
export function findMachines(
  network: GcpNetwork,
  attachedTo: readonly string[],
  origin: Origin,
  layer: LayerKind = 'gcp-firewall',
): FoundMachines | string {
  if (attachedTo.length === 0) {
    return `The plan does not say in which network the nodes are: set attachedTo of the layer ${layer} in network.path.`;
  }
  const strange = attachedTo.find((word) => !isKnownWord(network, word));
  if (strange !== undefined) {
    return `No network, instance or network tag in the files is called ${describeValue(strange)}: correct attachedTo of the layer ${layer}, or add the output of \`gcloud compute instances list --format json\`.`;
  }
  const meant = findMeant(network, attachedTo);
  const declaresMachines = meant.instances.length === 0 || meant.tags.length + meant.serviceAccounts.length > 0;
  const declared = declaresMachines ? declaredMachines(network, meant, origin, layer) : [];
  if (typeof declared === 'string') return declared;
  const machines = [...declared];
  for (const instance of meant.instances) {
    if (instance.network === undefined) return `The network of ${instance.place.rule} is not in the files.`;
    machines.push(machinesOf(instance, instance.network, meant));
  }
  return { machines: withoutRepetitions(machines), above: meant.above, meant };
}

export function isKnownWord(network: GcpNetwork, word: string): boolean {
  const { networks, instances, subnetworks, tags, serviceAccounts, secureTags, above } = findMeant(network, [word]);
  return [networks, instances, subnetworks, tags, serviceAccounts, secureTags, above].some(({ length }) => length > 0);
}

function findMeant(network: GcpNetwork, words: readonly string[]): Meant {
  const known = knownNetworks(network);
  const byForm = (form: RegExp): readonly string[] => words.filter((word) => form.test(word));
  const subnetworks = network.subnetworks.filter(({ name }) => words.some((word) => isNamed(name, word)));
  const ofSubnetworks = new Set(subnetworks.map((subnetwork) => subnetwork.network.path));
  return {
    networks: known.filter((name) => ofSubnetworks.has(name.path) || words.some((word) => isNamed(name, word))),
    subnetworks,
    instances: network.instances.filter(({ name }) => words.some((word) => isNamed(name, word))),
    tags: words.filter((word) => network.knownTags.has(word)),
    serviceAccounts: byForm(accountForm),
    secureTags: byForm(/^tagValues\/./),
    above: byForm(/^(?:organizations|folders)\/\d+$/),
  };
}

/** Every network that anything in the files is about, once. */
export function knownNetworks({
  networks,
  ruledNetworks,
  policies,
  instances,
  subnetworks,
  routes,
}: GcpNetwork): readonly ResourceName[] {
  const names = [
    ...networks.map(({ name }) => name),
    ...ruledNetworks.map(({ name }) => name),
    ...instances.flatMap(({ network }) => network ?? []),
    ...policies.flatMap(({ attachedNetworks }) => attachedNetworks),
    ...subnetworks.map((subnetwork) => subnetwork.network),
    ...routes.map((route) => route.network),
  ];
  return [...new Map(names.map((name) => [name.path, name])).values()];
}

/** Machines of which the plan says what they have. */
function declaredMachines(
  network: GcpNetwork,
  meant: Meant,
  origin: Origin,
  layer: LayerKind,
): readonly Machines[] | string {
  const known = knownNetworks(network);
  const candidates = meant.networks.length > 0 ? meant.networks : known;
  const [first] = candidates;
  if (first === undefined) {
    return 'It is not known in which network the nodes are: add the output of `gcloud compute networks describe --format json`.';
  }
  const projects = new Set(candidates.map(({ path }) => path));
  if (meant.networks.length === 0 && projects.size > 1) {
    const some = candidates.slice(0, 3).map(describeName).join(', ');
    return `The files are about ${projects.size} networks (${some}): name that of the nodes in attachedTo of the layer ${layer}.`;
  }
  return candidates.map((name) => ({
    network: name,
    tags: meant.tags.length > 0 ? meant.tags : undefined,
    serviceAccounts: meant.serviceAccounts.length > 0 ? meant.serviceAccounts : undefined,
    secureTags: meant.secureTags.length > 0 ? meant.secureTags : undefined,
    addresses: origin.addresses,
  }));
}

function machinesOf({ tags, serviceAccounts, addresses }: Instance, network: ResourceName, meant: Meant): Machines {
  return {
    network,
    tags,
    serviceAccounts,
    // What an instance is bound to by tags of Resource Manager is not said of it.
    secureTags: meant.secureTags.length > 0 ? meant.secureTags : undefined,
    addresses,
  };
}

/** Machines that no rule tells apart but by address are one kind. */
function withoutRepetitions(machines: readonly Machines[]): readonly Machines[] {
  const alike = Map.groupBy(machines, ({ network, tags, serviceAccounts }) =>
    [network.path, tags?.toSorted().join(), serviceAccounts?.toSorted().join()].join(' '),
  );
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, addresses: same.flatMap(({ addresses }) => addresses) }];
  });
}
