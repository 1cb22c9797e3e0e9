/** Prefix lists of a customer's own in Terraform, with their entries. */
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { arnOf, prefixLists } from './awsNames.ts';
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
    const cidrs = entries.map((entry) => entry.text('cidr') ?? `${entry.resource.address}: ${notYetKnown}`);
    return fields.made({
      PrefixListId: id,
      PrefixListArn: arnOf(fields.resource),
      AddressFamily: fields.text('address_family'),
      // A list without entries may hold anything: how many it has may be known only after the apply.
      Cidrs: [...new Set(cidrs)],
    });
  });
}
