import type { Found, FormatInput, FormatReading, LayerRules, RuleFormat } from '../../../reading/ruleFormat.ts';
import { findExcessLines } from '../../../reading/excess.ts';
import { isNamed } from '../hosts.ts';
import { bindDumps } from './bindDumps.ts';
import type { IptablesDump } from './iptablesDump.ts';
import { keepIptablesText } from './keepIptablesText.ts';
import { isIptablesText, readDump } from './readDump.ts';

/** What a node's own packet filter holds, as iptables and ip6tables print it. */
export const iptablesFormat: RuleFormat = {
  title: 'iptables rules',
  accepts: 'the output of `iptables-save` and `ip6tables-save` on a node',
  layers: ['node-firewall'],
  recognise: (input) => input.kind === 'text' && isIptablesText(input.text),
  findExcess: findExcessLines({
    what: 'packet filter',
    remedy: 'Put addresses that are treated alike into a set (`ipset`), which one rule can match.',
  }),
  keepText: keepIptablesText,
  read: readIptables,
};

function readIptables(inputs: readonly FormatInput[]): FormatReading {
  const readings = inputs.flatMap((input) => (input.kind === 'text' ? [readDump(input)] : []));
  const dumps = readings.flatMap((reading) => reading.dumps);
  return {
    layers: dumps.length > 0 ? [layerOf(dumps)] : [],
    problems: readings.flatMap(({ problems }) => problems),
    found: dumps.flatMap(findTables),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
  };
}

function layerOf(dumps: readonly IptablesDump[]): LayerRules {
  return {
    layer: 'node-firewall',
    finds: (target) => dumps.some(({ file }) => isNamed(file, target)),
    goesByWorkload: false,
    bind: (attachedTo, origin) => bindDumps(dumps, attachedTo, origin),
  };
}

function findTables({ tables, family }: IptablesDump): readonly Found[] {
  return [...tables.values()].map(({ place }) => ({
    what: `iptables table for IPv${family}`,
    many: `iptables tables for IPv${family}`,
    place,
  }));
}
