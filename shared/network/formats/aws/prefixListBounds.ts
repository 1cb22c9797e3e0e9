import { ALL_FLOWS } from '../../flows/flowSet.ts';
import { exactly, somewhereIn } from '../../flows/addressBounds.ts';
import type { AddressBounds } from '../../flows/addressBounds.ts';
import type { AwsNetwork } from './awsNetwork.ts';

/** The addresses of a prefix list: its entries, or any of its family where they are not given. */
export function boundsOfPrefixList(network: AwsNetwork, id: string): AddressBounds {
  const list = network.prefixLists.get(id);
  const remedy = `add the output of \`aws ec2 get-managed-prefix-list-entries --prefix-list-id ${id}\` as ${id}.json.`;
  if (list?.ranges === undefined) {
    return somewhereIn(list?.family ?? ALL_FLOWS, `The entries of the prefix list ${id} are not given: ${remedy}`);
  }
  const known = exactly(list.ranges);
  return list.isComplete
    ? known
    : { ...known, possible: list.family, because: `The prefix list ${id} has more entries than were given: ${remedy}` };
}
