/** Network interfaces, and those that the machines of a scale set have, as `az network nic list` and `az vmss list` print them. */
import { describeValue } from '../../../kernel/describeValue.ts';
import { hasContent, isRecord, recordsOf, textOf, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { NetworkInterface } from './azureNetwork.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { fieldsOf, idsOf, targetOf } from './azureResource.ts';
import type { AzureResource } from './azureResource.ts';

export function readInterface(resource: AzureResource): NetworkInterface {
  return toInterface(resource, resource.value, false);
}

/** One for each interface of its machines. */
export function readScaleSet(resource: AzureResource): readonly NetworkInterface[] {
  const { virtualMachineProfile: machine } = resource.value;
  const profile = isRecord(machine) ? machine['networkProfile'] : undefined;
  return recordsOf(isRecord(profile) ? profile['networkInterfaceConfigurations'] : undefined).map((item) =>
    toInterface(resource, fieldsOf(item), true),
  );
}

/** One of which a template tells nothing but that there may be some. */
export function untoldInterface(at: Omit<RulePlace, 'rule'>, isOfScaleSet: boolean): NetworkInterface {
  return {
    isOfScaleSet,
    isOfPrivateEndpoint: false,
    name: '',
    id: undefined,
    networkSecurityGroupId: undefined,
    dnsServers: ['servers that the file does not tell'],
    configurations: [{ address: undefined, subnetId: undefined, groups: [] }],
    place: { ...at, rule: `${nameOf(isOfScaleSet)} of the template` },
  };
}

function nameOf(isOfScaleSet: boolean): string {
  return isOfScaleSet ? 'Scale set' : 'Network interface';
}

/** `fields` may be those of a part of the resource. */
function toInterface(
  { value, file, document, path }: AzureResource,
  fields: JsonRecord,
  isOfScaleSet: boolean,
): NetworkInterface {
  const name = textOf(value['name']) ?? 'unnamed';
  return {
    isOfScaleSet,
    isOfPrivateEndpoint: hasContent(fields['privateEndpoint']),
    name,
    id: textOf(value['id']),
    networkSecurityGroupId: targetOf(fields['networkSecurityGroup']),
    dnsServers: readDnsServers(fields['dnsSettings']),
    configurations: recordsOf(fields['ipConfigurations']).map((item) => {
      const configuration = fieldsOf(item);
      return {
        address: textOf(configuration['privateIPAddress'] ?? configuration['privateIpAddress']),
        subnetId: targetOf(configuration['subnet']),
        groups: idsOf(configuration['applicationSecurityGroups']),
      };
    }),
    place: { file, document, path, rule: `${nameOf(isOfScaleSet)} ${name}` },
  };
}

/** What a template leaves to a deployment is a server that nobody knows. */
function readDnsServers(settings: unknown): readonly string[] {
  const servers = isRecord(settings) ? settings['dnsServers'] : undefined;
  if (!hasContent(servers)) return [];
  return Array.isArray(servers) ? textsOf(servers) : [describeValue(servers)];
}
