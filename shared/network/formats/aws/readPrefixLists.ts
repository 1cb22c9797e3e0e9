/**
 * Prefix lists: who they are (`describe-managed-prefix-lists`, `describe-prefix-lists`) and what they hold
 * (`get-managed-prefix-list-entries`, whose output does not say of which list it is: the file is named after it).
 */
import type { AddressRange } from '../../flows/address.ts';
import { ALL_FLOWS, ALL_IPV4_FLOWS, ALL_IPV6_FLOWS } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { AwsThing } from './awsDocuments.ts';
import type { PrefixList } from './awsNetwork.ts';
import { listOf, recordsOf, textOf, textsOf } from '../../../kernel/jsonFields.ts';
import { below, parseRange } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';

const families: ReadonlyMap<unknown, FlowSet> = new Map([
  ['IPv4', ALL_IPV4_FLOWS],
  ['IPv6', ALL_IPV6_FLOWS],
]);

export function readPrefixLists(things: readonly AwsThing[], report: Report): ReadonlyMap<string, PrefixList> {
  const lists = new Map<string, PrefixList>();
  for (const { kind, value, place } of things) {
    if (kind !== 'prefix list') continue;
    const id = textOf(value['PrefixListId']);
    if (id === undefined) {
      report(
        place,
        'A prefix list without PrefixListId can’t be used.',
        'Export it with `aws ec2 describe-managed-prefix-lists`.',
      );
      continue;
    }
    const name = textOf(value['PrefixListName']);
    const cidrs = textsOf(value['Cidrs']);
    add(lists, report, {
      id,
      names: [name, textOf(value['PrefixListArn'])].filter((text) => text !== undefined),
      place: { ...place, rule: `prefix list ${id}` },
      family: families.get(value['AddressFamily']) ?? ALL_FLOWS,
      ranges: cidrs.length === 0 ? undefined : readRanges(cidrs, place, report),
      isComplete: true,
    });
  }
  for (const { kind, value, place, listing } of things) {
    if (kind !== 'prefix list entries') continue;
    const id = listOfFile(place.file, lists);
    if (id === undefined) {
      report(
        place,
        'These are the entries of a prefix list, but nothing says of which one.',
        'Name the file after the list, such as pl-0123456789abcdef0.json.',
      );
      continue;
    }
    const cidrs = recordsOf(value['Entries']).map((entry) => entry['Cidr']);
    add(lists, report, {
      id,
      names: [],
      place: { ...place, rule: `prefix list ${id}` },
      family: ALL_FLOWS,
      ranges: readRanges(cidrs, place, report),
      isComplete: listing !== 'cut short' && cidrs.length === listOf(value['Entries']).length,
    });
  }
  return lists;
}

function readRanges(cidrs: readonly unknown[], place: RulePlace, report: Report): readonly AddressRange[] | undefined {
  const ranges: AddressRange[] = [];
  for (const cidr of cidrs) {
    const parsed = parseRange(cidr);
    if (parsed === undefined) {
      report(
        below(place, []),
        `“${describeValue(cidr)}” is not an address range, so the list stays unknown.`,
        'Export the list again.',
      );
      return undefined;
    }
    ranges.push(parsed.range);
  }
  return ranges;
}

/** The list that a file of entries is named after: by its id, or by the name of a list that is described. */
function listOfFile(file: string, lists: ReadonlyMap<string, PrefixList>): string | undefined {
  const base = file.split(/[/\\]/).at(-1) ?? file;
  const id = /pl-[0-9a-f]{8,17}/.exec(base)?.[0];
  if (id !== undefined) return id;
  const stem = base.replace(/\.[^.]*$/, '');
  const named = [...lists.values()].filter(({ names }) => names.includes(stem));
  return named.length === 1 ? named[0]?.id : undefined;
}

function add(lists: Map<string, PrefixList>, report: Report, list: PrefixList): void {
  const known = lists.get(list.id);
  if (known === undefined) {
    lists.set(list.id, list);
    return;
  }
  const names = [...new Set([...known.names, ...list.names])];
  const family = known.family === ALL_FLOWS ? list.family : known.family;
  if (known.ranges !== undefined && list.ranges !== undefined && !areSame(known.ranges, list.ranges)) {
    report(
      list.place,
      `${list.place.rule} has other entries here than in ${known.place.file}, so it stays unknown.`,
      'Keep the newer export alone.',
    );
    lists.set(list.id, { ...known, names, family, ranges: undefined, isComplete: false });
    return;
  }
  const isComplete = known.isComplete && list.isComplete;
  lists.set(list.id, { ...known, names, family, ranges: known.ranges ?? list.ranges, isComplete });
}

function areSame(one: readonly AddressRange[], other: readonly AddressRange[]): boolean {
  const describe = (ranges: readonly AddressRange[]): string =>
    [...new Set(ranges.map(({ first, last }) => `${first}-${last}`))].toSorted().join();
  return describe(one) === describe(other);
}
