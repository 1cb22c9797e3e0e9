/** What the packet filters of nodes make of the traffic of an origin: every table's chain at every hook must let it pass. */
import {
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  flowsTo,
  isEmpty,
  subtract,
  unite,
  uniteAll,
} from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import type { LayerBinding, Origin } from '../../../reading/ruleFormat.ts';
import { runProgram } from '../../../machine/runProgram.ts';
import type { RuleProgram } from '../../../machine/ruleProgram.ts';
import { never } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import type { Marking } from '../marks.ts';
import { findMissingHost, isOfHost } from '../hosts.ts';
import { packetFrom } from '../packet.ts';
import type { Hook, Packet } from '../packet.ts';
import { makeTranslate } from '../translateDestinations.ts';
import { unknownSection } from '../../../machine/undecidedRules.ts';
import { chainProgram } from '../chainProgram.ts';
import { findMarkings, markedOutside } from './findMarkings.ts';
import { compileChain } from './compileChain.ts';
import type { CompiledChain } from './compileChain.ts';
import type { IptablesChain, IptablesDump, IptablesTable, TableName } from './iptablesDump.ts';

/** The chains that a packet comes by, in the order of the kernel's hooks. Source: iptables(8), section TABLES. */
const chainsOf = {
  forwarded: [
    { hook: 'prerouting', chain: 'PREROUTING', tables: ['raw', 'mangle', 'nat'] },
    { hook: 'forward', chain: 'FORWARD', tables: ['mangle', 'filter', 'security'] },
    { hook: 'postrouting', chain: 'POSTROUTING', tables: ['mangle', 'nat'] },
  ],
  local: [
    { hook: 'output', chain: 'OUTPUT', tables: ['raw', 'mangle', 'nat', 'filter', 'security'] },
    { hook: 'postrouting', chain: 'POSTROUTING', tables: ['mangle', 'nat'] },
  ],
} as const satisfies Record<
  Packet['path'],
  readonly { readonly hook: Hook; readonly chain: string; readonly tables: readonly TableName[] }[]
>;

export function bindDumps(dumps: readonly IptablesDump[], attachedTo: readonly string[], origin: Origin): LayerBinding {
  const because = findMissingHost(
    dumps.map(({ file }) => file),
    attachedTo,
  );
  if (because !== undefined) return { kind: 'unbound', because };
  const bound = dumps.filter(({ file }) => isOfHost(file, attachedTo));
  return {
    kind: 'bound',
    programs: [
      ...bound.flatMap((dump) => [...compileDump(dump, origin), ...coverGaps(dump, bound)]),
      ...coverBothFamilies(bound),
    ],
  };
}

const flowsOf = { 4: ALL_IPV4_FLOWS, 6: ALL_IPV6_FLOWS } as const satisfies Record<IptablesDump['family'], FlowSet>;

/** A filter of one family says nothing about the other. */
function coverBothFamilies(dumps: readonly IptablesDump[]): readonly RuleProgram[] {
  const [first] = dumps;
  if (first === undefined) return [];
  return ([4, 6] as const).flatMap((family) => {
    if (dumps.some((dump) => dump.family === family)) return [];
    const command = family === 4 ? 'iptables-save' : 'ip6tables-save';
    const because = `No rules for IPv${family} were given: add the output of \`${command}\`.`;
    return [{ sections: [unknownSection(first.place, because, flowsOf[family])] }];
  });
}

function compileDump(dump: IptablesDump, origin: Origin): readonly RuleProgram[] {
  const { family, tables } = dump;
  const flows = flowsOf[family];
  const first = packetFrom(origin);
  // Cilium marks packets in eBPF, with bits of its own and with those of the rules.
  let packet: Packet = origin.network.cni === 'cilium' ? first : { ...first, markings: [markedOutside(dump)] };
  let translate: RuleProgram['translate'];
  const programs: RuleProgram[] = [];
  const { path } = packet;
  for (const { hook, chain: chainName, tables: tablesHere } of chainsOf[path]) {
    for (const tableName of tablesHere) {
      packet = { ...packet, hook, isBeforeTracking: tableName === 'raw' };
      const table = tables.get(tableName);
      const chain = table?.chains.get(chainName);
      if (table === undefined || chain === undefined) continue;
      packet = { ...packet, markings: [...packet.markings, ...findMarkings(table, chain, packet)] };
      const compiled = compileChain(table, chain, packet);
      const isMain = tableName === 'filter';
      if (compiled.canDeny || isMain) {
        programs.push(chainProgram({ place: chain.place, sections: compiled.sections }, flows, translate, origin));
      }
      if (tableName === 'raw') packet = { ...packet, untracked: findUntracked(table, chain, packet) };
      if (compiled.translations.size > 0) {
        packet = { ...packet, mayBeTranslated: true, markings: afterTranslation(packet.markings, compiled) };
        translate = makeTranslate(compiled.sections, compiled.translations, packet);
      }
    }
  }
  return programs;
}

/** What was marked may have been sent to any of the new destinations. */
function afterTranslation(markings: readonly Marking[], { translations }: CompiledChain): readonly Marking[] {
  const targets = uniteAll([...translations.values()].map(({ ranges }) => flowsTo(ranges)));
  return markings.map(({ bits, flows }) => ({ bits, flows: isEmpty(flows) ? flows : unite(flows, targets) }));
}

/** Rules that are in force beside those of the dump, and that nobody has given. */
function coverGaps(dump: IptablesDump, bound: readonly IptablesDump[]): readonly RuleProgram[] {
  const { file, family, place, isBesideLegacy, incomplete } = dump;
  const isLegacyMissing = isBesideLegacy && !bound.some((other) => other.family === family && other.file !== file);
  const legacy = `${file} says that tables of iptables-legacy are in force as well: give the output of \`iptables-legacy-save\` too.`;
  return [incomplete, isLegacyMissing ? legacy : undefined].flatMap((because) =>
    because === undefined ? [] : [{ sections: [unknownSection(place, because, flowsOf[family])] }],
  );
}

/** What comes to a rule that says so before any that ends the chain. */
function findUntracked(table: IptablesTable, chain: IptablesChain, packet: Packet): Condition {
  const { sections, untracking } = compileChain(table, chain, packet, { endsAtUntracking: true });
  if (untracking.size === 0) return never;
  const { steps } = runProgram({ sections }, { flows: ALL_FLOWS, outside: true });
  const isUntracking = ({ places: [place] }: (typeof steps)[number]): boolean =>
    place !== undefined && untracking.has(place);
  const possible = uniteAll(steps.filter(isUntracking).map(({ flows }) => flows));
  const tracked = uniteAll(steps.filter((step) => !isUntracking(step)).map(({ flows }) => flows));
  const unknownBecause = 'Whether connection tracking sees the connection is not known.';
  return { certain: subtract(possible, tracked), possible, unknownBecause };
}
