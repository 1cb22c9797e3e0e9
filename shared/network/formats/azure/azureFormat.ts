import type { FormatInput, FormatReading, LayerRules, RuleFormat } from '../../ruleFormat.ts';
import { bindSecurityGroups, findMeanings } from './bindSecurityGroups.ts';
import type { AzureNetwork } from './networkSecurityGroup.ts';
import { azureKindOf, readAzureNetwork } from './readAzureNetwork.ts';

export const azureFormat: RuleFormat = {
  title: 'Azure network',
  accepts: 'the output of `az network nsg list -o json`',
  layers: ['azure-nsg'],
  recognise: (input) => input.kind === 'document' && azureKindOf(input.value) !== undefined,
  read,
};

function read(inputs: readonly FormatInput[]): FormatReading {
  const documents = inputs.filter((input) => input.kind === 'document');
  const { network, problems, unreadable } = readAzureNetwork(documents);
  const { networkSecurityGroups, virtualNetworks, tagLists } = network;
  return {
    layers: networkSecurityGroups.length > 0 ? [securityGroupLayer(network)] : [],
    problems,
    found: [
      ...networkSecurityGroups.map(({ place }) => ({ what: 'network security group', place })),
      ...virtualNetworks.map(({ place }) => ({ what: 'virtual network', place })),
      ...tagLists.map(({ place }) => ({ what: 'list of service tags', many: 'lists of service tags', place })),
    ],
    unreadable,
  };
}

function securityGroupLayer(network: AzureNetwork): LayerRules {
  return {
    layer: 'azure-nsg',
    goesByWorkload: false,
    finds: (target) => findMeanings(network, target).length > 0,
    bind: (attachedTo, origin) => bindSecurityGroups(network, attachedTo, origin),
  };
}
