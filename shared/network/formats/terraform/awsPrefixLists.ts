/** Prefix lists of a customer's own in Terraform, with their entries. */
import type { JsonRecord } from '../../jsonFields.ts';
import { prefixLists } from './awsNames.ts';
import { notYetKnown } from './notYetKnown.ts';
import { partsById } from './partsById.ts';
import { idOf, unplaced } from './translation.ts';
import type { PlannedResources, Trouble } from './translation.ts';

export const prefixListTypes: readonly string[] = ['aws_ec2_managed_prefix_list', 'aws_ec2_managed_prefix_list_entry'];

export function translatePrefixLists(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const entriesOf = partsById(planned.of('aws_ec2_managed_prefix_list_entry'), 'prefix_list_id', prefixLists, (entry) =>
    troubles.push(unplaced(entry, 'prefix_list_id', ['aws-security-group', 'aws-network-firewall', 'route'])),
  );
  return planned.of('aws_ec2_managed_prefix_list').map((fields) => {
    const id = idOf(fields.resource);
    const entries = [...fields.blocks('entry'), ...(entriesOf.get(id) ?? [])];
    const isOpen = fields.isWhollyUnknown('entry') && !entriesOf.has(id);
    const cidrs = entries.map((entry) => entry.text('cidr') ?? `${entry.resource.address}: ${notYetKnown}`);
    return fields.made({
      PrefixListId: id,
      PrefixListName: fields.text('name'),
      PrefixListArn: idOf(fields.resource) === fields.resource.address ? undefined : fields.resource.address,
      AddressFamily: fields.text('address_family'),
      Cidrs: isOpen ? [] : [...new Set(cidrs)],
    });
  });
}
