/** Network interfaces, and those that the machines of a scale set have, as `az network nic list` and `az vmss list` print them. */
import { describeValue } from '../../../kernel/describeValue.ts';
import { hasContent, isRecord, recordsOf, textOf, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { kindOfType } from './azureKinds.ts';
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
export function untoldInterface(place: RulePlace, type: string): NetworkInterface {
  const configurations = [{ address: undefined, subnetId: undefined, groups: [] }];
  const isOfScaleSet = kindOfType(type) === 'scale set';
  const dnsServers = ['servers that the file does not tell'];
  return {
    isOfScaleSet,
    name: '',
    id: undefined,
    networkSecurityGroupId: undefined,
    dnsServers,
    configurations,
    place,
  };
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
    place: { file, document, path, rule: `${isOfScaleSet ? 'Scale set' : 'Network interface'} ${name}` },
  };
}

/** What a template leaves to a deployment is a server that nobody knows. */
function readDnsServers(settings: unknown): readonly string[] {
  const servers = isRecord(settings) ? settings['dnsServers'] : undefined;
  if (!hasContent(servers)) return [];
  return Array.isArray(servers) ? textsOf(servers) : [describeValue(servers)];
}
