import type { LayerKind } from '../../../plan/plan.ts';
import { findExcessOfCloud } from '../../reading/excess.ts';
import type {
  Found,
  FormatInput,
  FormatProblem,
  FormatReading,
  LayerRules,
  RuleFormat,
} from '../../reading/ruleFormat.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import type { AzureNetwork, NetworkInterface } from './azureNetwork.ts';
import { bindSecurityGroups, findMeanings } from './securityGroup/bindSecurityGroups.ts';
import { bindAzureFirewalls, findFirewalls } from './firewall/bindAzureFirewalls.ts';
import { findAssumedNames } from './firewall/findAssumedNames.ts';
import { bindRoutes, findSitesNamed } from './routes/bindRoutes.ts';
import { bearsOn } from './azureKinds.ts';
import type { AzureKind } from './azureKinds.ts';
import { isAzureDocument } from './isAzureDocument.ts';
import { readAzureNetwork } from './readAzureNetwork.ts';

/** What Azure's tools say of a network, in one format: groups, firewalls, networks and service tags refer to each other. */
export const azureFormat: RuleFormat = {
  title: 'Azure network',
  accepts: 'the output of `az network nsg list -o json`, `az network firewall policy list -o json` and their sisters',
  layers: ['azure-nsg', 'azure-firewall', 'route'],
  recognise: (input) => input.kind === 'document' && isAzureDocument(input.value),
  findExcess: findExcessOfCloud,
  read,
};

function read(inputs: readonly FormatInput[]): FormatReading {
  const documents = inputs.filter((input) => input.kind === 'document');
  const { network, problems, unreadable } = readAzureNetwork(documents);
  return {
    layers: layersOf(network),
    problems: [...problems, ...findAssumedNames(network)] satisfies readonly FormatProblem[],
    found: findThings(network),
    unreadable,
  };
}

function findThings(network: AzureNetwork): readonly Found[] {
  const of = (kind: AzureKind, things: readonly { readonly place: RulePlace }[]): readonly Found[] =>
    things.map(({ place }) => ({
      what: kind,
      many: kind === 'firewall policy' ? 'firewall policies' : undefined,
      place,
      layers: bearsOn(kind),
    }));
  return [
    ...of('network security group', network.networkSecurityGroups),
    ...of('firewall', network.firewalls),
    ...of('firewall policy', network.firewallPolicies),
    ...of('rule collection group', network.ruleGroups),
    ...of('IP group', network.ipGroups),
    ...of('route table', network.routeTables),
    ...of('virtual network', network.virtualNetworks),
    ...of(
      'network interface',
      network.interfaces.filter(({ isOfScaleSet }) => !isOfScaleSet),
    ),
    ...of('scale set', firstOfEach(network.interfaces.filter(({ isOfScaleSet }) => isOfScaleSet))),
    ...of('private endpoint', network.privateEndpoints),
    ...network.tagLists.map(({ place }) => ({ what: 'list of service tags', many: 'lists of service tags', place })),
  ];
}

/** A scale set stands once for each interface of its machines. */
function firstOfEach(interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] {
  const byPlace = Map.groupBy(interfaces, ({ place: { file, document, path } }) =>
    JSON.stringify([file, document, path]),
  );
  return [...byPlace.values()].flatMap((some) => some.slice(0, 1));
}

/** A layer is spoken for only where its own rules were given: networks and service tags alone say nothing. */
function layersOf(network: AzureNetwork): readonly LayerRules[] {
  const layers: LayerRules[] = [];
  const add = (layer: LayerKind, finds: LayerRules['finds'], bind: LayerRules['bind']): void => {
    layers.push({ layer, finds, bind, goesByWorkload: false });
  };
  if (network.networkSecurityGroups.length > 0) {
    add(
      'azure-nsg',
      (target) => findMeanings(network, target).length > 0,
      (attachedTo, origin) => bindSecurityGroups(network, attachedTo, origin),
    );
  }
  if (network.firewalls.length + network.firewallPolicies.length + network.ruleGroups.length > 0) {
    add(
      'azure-firewall',
      (target) => findFirewalls(network, target).length > 0,
      (attachedTo, origin) => bindAzureFirewalls(network, attachedTo, origin),
    );
  }
  if (network.routeTables.length > 0) {
    add(
      'route',
      (target) => findSitesNamed(network, target).length > 0,
      (attachedTo, origin) => bindRoutes(network, attachedTo, origin),
    );
  }
  return layers;
}
