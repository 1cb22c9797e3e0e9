import { ALL_FLOWS, intersect, isEmpty, uniteAll } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import { always, both } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import type { Marking } from '../marks.ts';
import type { Packet } from '../packet.ts';
import type { IptablesChain, IptablesDump, IptablesTable } from './iptablesDump.ts';

/**
 * The bits that no rule of the dump uses: who sets them is not among its rules. Of those that its rules use it is known that
 * they are clear until one of these rules is met.
 */
export function markedOutside({ tables }: IptablesDump): Marking {
  const chains = [...tables.values()].flatMap((table) => [...table.chains.values()]);
  const own = chains.flatMap(({ rules }) => rules).reduce((bits, { marks }) => bits | (marks?.own ?? 0), 0);
  const ofPrograms = chains.some(({ name }) => name.startsWith('cali-')) ? bitsOfCalicoPrograms : 0;
  return { bits: (~own | ofPrograms) >>> 0, flows: ALL_FLOWS };
}

/** Calico's eBPF programs tell its rules by these what they have seen. Source: felix/bpf/tc/defs. */
const bitsOfCalicoPrograms = 0xfff0_0000;

/** Flows that may be marked on their way through a built-in chain: those that can come to a rule that marks. */
export function findMarkings(table: IptablesTable, chain: IptablesChain, packet: Packet): readonly Marking[] {
  const marking = findMarkingChains(table);
  if (!marking.has(chain)) return [];
  // What is marked here is not yet known: rules that go by it may be met or not.
  const bits = [...marking].flatMap(({ rules }) => rules).reduce((all, { marks }) => all | (marks?.set ?? 0), 0);
  const anyhow: Packet = { ...packet, markings: [...packet.markings, { bits, flows: ALL_FLOWS }] };
  const arriving = new Map<IptablesChain, FlowSet[]>([[chain, [ALL_FLOWS]]]);
  const marked = new Map<number, FlowSet[]>();
  for (const one of callersFirst(table, chain, marking)) {
    const flows = uniteAll(arriving.get(one) ?? []);
    for (const { tests, target, marks } of one.rules) {
      const called = target.kind === 'chain' ? table.chains.get(target.name) : undefined;
      const isCalled = called !== undefined && marking.has(called);
      if (marks === undefined && !isCalled) continue;
      const condition = tests.reduce<Condition>((all, test) => both(all, test(anyhow)), always);
      const reaching = intersect(flows, condition.possible);
      if (isEmpty(reaching)) continue;
      if (marks !== undefined && marks.set !== 0) addTo(marked, marks.set, reaching);
      if (isCalled) addTo(arriving, called, reaching);
    }
  }
  return [...marked].map(([set, flows]) => ({ bits: set, flows: uniteAll(flows) }));
}

function addTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

const markingChains = new WeakMap<IptablesTable, ReadonlySet<IptablesChain>>();

/** The chains that set marks, and all that run one of them. */
function findMarkingChains(table: IptablesTable): ReadonlySet<IptablesChain> {
  const known = markingChains.get(table);
  if (known !== undefined) return known;
  const callers = new Map<string, IptablesChain[]>();
  const found = new Set<IptablesChain>();
  for (const chain of table.chains.values()) {
    for (const { target, marks } of chain.rules) {
      if (marks !== undefined && marks.set !== 0) found.add(chain);
      if (target.kind === 'chain') addTo(callers, target.name, chain);
    }
  }
  // A set is walked to its end while it grows.
  for (const { name } of found) for (const caller of callers.get(name) ?? []) found.add(caller);
  markingChains.set(table, found);
  return found;
}

/** Of the chains that are asked for, those that a chain runs, each after all that run it; chains run no circles. */
function callersFirst(
  { chains }: IptablesTable,
  first: IptablesChain,
  wanted: ReadonlySet<IptablesChain>,
): readonly IptablesChain[] {
  const seen = new Set<IptablesChain>();
  const ordered: IptablesChain[] = [];
  const visit = (chain: IptablesChain): void => {
    if (seen.has(chain)) return;
    seen.add(chain);
    for (const { target } of chain.rules) {
      const called = target.kind === 'chain' ? chains.get(target.name) : undefined;
      if (called !== undefined && wanted.has(called)) visit(called);
    }
    ordered.push(chain);
  };
  visit(first);
  return ordered.toReversed();
}
