/**
 * Dumps of real packet filters with right answers by another judge: the machine-checked closures of Iptables_Semantics.
 * What the lower closure accepts must be allowed, what the upper one does not must be denied; between them nobody knows.
 * And the network of Batfish, whose filters let in by protocol, source and port what its README says.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, parseCidr } from '#shared/network/flows/address.ts';
import type { Address, AddressRange } from '#shared/network/flows/address.ts';
import { flowsTo } from '#shared/network/flows/flowSet.ts';
import { compileChain } from '#shared/network/formats/nodeFirewall/iptables/compileChain.ts';
import { findMarkings, markedOutside } from '#shared/network/formats/nodeFirewall/iptables/findMarkings.ts';
import type { IptablesDump } from '#shared/network/formats/nodeFirewall/iptables/iptablesDump.ts';
import { readDump } from '#shared/network/formats/nodeFirewall/iptables/readDump.ts';
import { never } from '#shared/network/machine/condition.ts';
import { judgeFlow } from '#shared/network/formats/nodeFirewall/testing/askNodeFirewall.ts';
import type { Packet } from '#shared/network/formats/nodeFirewall/packet.ts';
import { certainlyAllowed, certainlyDenied, unknownReasons } from '#shared/network/machine/decision.ts';
import { runProgram } from '#shared/network/machine/runProgram.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import { isEmpty } from '#shared/network/flows/flowSet.ts';
import { servicesOf } from '#shared/network/flows/services.ts';
import { foreignData, isForeignDataPresent, listFolders, readForeignFiles } from './foreignData.ts';
import { scoreCases } from './scoreCases.ts';

type Verdict = 'allowed' | 'denied' | 'unknown';

interface Flow {
  readonly from: Address;
  readonly to: Address;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** A port that connections are opened from. */
const clientPort = 40_000;

interface ClosureRule {
  readonly accepts: boolean;
  readonly protocol: string;
  readonly from: AddressRange;
  readonly to: AddressRange;
  readonly sourcePorts: readonly [number, number];
  readonly ports: readonly [number, number];
}

/** `iptables -L -n` of one chain, in its simplest form: addresses, a protocol, ports. */
function readClosure(text: string, chain: string): readonly ClosureRule[] {
  const [, after = ''] = text.split(`Chain ${chain} (policy ACCEPT)\n`);
  const [own = ''] = after.split('\n\n');
  return own
    .split('\n')
    .slice(1)
    .map((line): ClosureRule => {
      const [target = '', protocol = '', , from = '', to = '', ...rest] = line.trim().split(/\s+/);
      const portsOf = (word: string): readonly [number, number] => {
        const found = rest.find((part) => part.startsWith(word))?.replace(/^[sd]pts?:/, '');
        if (found === undefined) return [0, 65_535];
        const [first = 0, last = first] = found.split(':').map(Number);
        return [first, last];
      };
      if (!['ACCEPT', 'DROP'].includes(target)) throw new Error(`What is ${line}?`);
      return {
        accepts: target === 'ACCEPT',
        protocol,
        from: rangeOf(from),
        to: rangeOf(to),
        sourcePorts: portsOf('spt'),
        ports: portsOf('dpt'),
      };
    });
}

function rangeOf(text: string): AddressRange {
  const cidr = parseCidr(text);
  if (!cidr.ok) throw new Error(text);
  return cidr.value.range;
}

function isIn(range: AddressRange, { value }: Address): boolean {
  return range.first <= value && value <= range.last;
}

function accepts(closure: readonly ClosureRule[], flow: Flow): boolean {
  const [lowPort, highPort] = [clientPort, clientPort];
  const first = closure.find(
    ({ protocol, from, to, sourcePorts, ports }) =>
      (protocol === 'all' || protocol === flow.protocol.toLowerCase()) &&
      isIn(from, flow.from) &&
      isIn(to, flow.to) &&
      sourcePorts[0] <= lowPort &&
      highPort <= sourcePorts[1] &&
      ports[0] <= flow.port &&
      flow.port <= ports[1],
  );
  return first?.accepts ?? true;
}

/** What one built-in chain of the filter table makes of a flow. */
function judge(
  dump: IptablesDump,
  chainName: 'FORWARD' | 'INPUT',
  { from, to, protocol, port }: Flow,
): { verdict: Verdict; because: string } {
  const table = dump.tables.get('filter');
  const chain = table?.chains.get(chainName);
  if (table === undefined || chain === undefined) throw new Error('No table filter');
  const packet: Packet = {
    path: 'forwarded',
    hook: chainName === 'INPUT' ? 'input' : 'forward',
    sources: flowsTo([{ ...from, first: from.value, last: from.value } as unknown as AddressRange]),
    isBeforeTracking: false,
    untracked: never,
    markings: [markedOutside(dump)],
    mayBeTranslated: false,
  };
  const markings = [...packet.markings, ...findMarkings(table, chain, packet)];
  const { sections } = compileChain(table, chain, { ...packet, markings });
  const flows = flowsTo(
    [{ family: to.family, first: to.value, last: to.value } as AddressRange],
    servicesOf(protocol, port),
  );
  const decision = runProgram({ sections }, { flows, outside: true });
  if (!isEmpty(certainlyAllowed(decision))) return { verdict: 'allowed', because: '' };
  if (!isEmpty(certainlyDenied(decision))) return { verdict: 'denied', because: '' };
  return { verdict: 'unknown', because: unknownReasons([decision]).join(' ') };
}

const root = 'iptables/iptables_semantics/IPPartEval';

interface ClosurePair {
  readonly name: string;
  readonly dumpFile: string;
  readonly chain: 'FORWARD' | 'INPUT';
  readonly lower: string;
  readonly upper: string;
}

const pairs: readonly ClosurePair[] = listFolders(root).flatMap((folder) => {
  const files = readForeignFiles(path.join(root, folder)).map(({ file }) => file);
  const dumpFile = files.find((file) => !/\.(?:upper|lower)$/.test(file));
  if (dumpFile === undefined) return [];
  return files
    .filter((file) => file.endsWith('.lower'))
    .map((lower) => ({
      name: `${folder} ${lower.includes('FWD') ? 'FORWARD' : 'INPUT'}`,
      dumpFile,
      chain: lower.includes('FWD') ? ('FORWARD' as const) : ('INPUT' as const),
      lower,
      upper: lower.replace(/lower$/, 'upper'),
    }));
});

const textOf = (file: string): string => readFileSync(path.join(foreignData, file), 'utf8');

/** Addresses and ports that tell rules apart: the first and last of every range of the closures, and one past each. */
function sampleFlows(closures: readonly (readonly ClosureRule[])[]): readonly Flow[] {
  const rules = closures.flat();
  const addresses = (side: 'from' | 'to'): readonly Address[] => {
    const values = new Set<number>([parseAddress('203.0.113.7')?.value as number]);
    for (const rule of rules) {
      const { first, last } = rule[side] as { first: number; last: number };
      for (const value of [first, last, last + 1]) if (value > 0x0100_0000 && value < 0xdfff_ffff) values.add(value);
    }
    // What comes from the loopback interface is no connection across a network.
    return [...values].filter((value) => Math.floor(value / 0x100_0000) !== 127).map((value) => ({ family: 4, value }));
  };
  const ports = [...new Set([443, ...rules.flatMap(({ ports: [first, last] }) => [first, last, last + 1])])].filter(
    (port) => port > 0 && port < 65_536,
  );
  const thin = <Value>(values: readonly Value[], most: number): readonly Value[] => {
    const step = Math.max(1, Math.floor(values.length / most));
    return values.filter((_value, index) => index % step === 0);
  };
  return thin(addresses('from'), 14).flatMap((from) =>
    thin(addresses('to'), 14).flatMap((to) =>
      (['TCP', 'UDP'] as const).flatMap((protocol) => thin(ports, 12).map((port) => ({ from, to, protocol, port }))),
    ),
  );
}

interface Tally {
  cases: number;
  agree: number;
  open: number;
  reasons: Set<string>;
}

const tallies = new Map<string, Tally>();

afterAll(() => {
  if (!isForeignDataPresent) return;
  const rows = [...tallies].map(([name, { cases, agree, open, reasons }]) =>
    [
      `  ${name.padEnd(34)} ${cases} cases, ${agree} agree, ${cases - agree - open} disagree, ${open} unknown`,
      ...[...reasons].slice(0, 3).map((reason) => `      ${reason}`),
    ].join('\n'),
  );
  process.stdout.write(`iptables closures\n${rows.join('\n')}\n`);
});

describe.skipIf(!isForeignDataPresent)('a dump with closures by another judge', () => {
  scoreCases((name) => (name.startsWith('is never judged against') ? 'Iptables_Semantics, a dump each' : undefined));

  it.each(pairs)('is never judged against them: $name', ({ name, dumpFile, chain, lower, upper }) => {
    const { dumps, unreadable } = readDump({ kind: 'text', file: dumpFile, text: textOf(dumpFile) });
    expect(unreadable).toEqual([]);
    const [dump] = dumps;
    if (dump === undefined) throw new Error('No dump');
    const [low, up] = [readClosure(textOf(lower), chain), readClosure(textOf(upper), chain)];
    const tally: Tally = { cases: 0, agree: 0, open: 0, reasons: new Set() };
    tallies.set(name, tally);
    const wrong: string[] = [];
    for (const flow of sampleFlows([low, up])) {
      const mustAllow = accepts(low, flow);
      const mustDeny = !accepts(up, flow);
      if (mustAllow === mustDeny) continue;
      tally.cases += 1;
      const { verdict, because } = judge(dump, chain, flow);
      if (verdict === 'unknown') {
        tally.open += 1;
        tally.reasons.add(because);
      } else if ((verdict === 'allowed') === mustAllow) tally.agree += 1;
      else
        wrong.push(
          `${formatAddress(4, flow.from.value)} to ${formatAddress(4, flow.to.value)} ${flow.protocol} ${flow.port}: ${verdict}`,
        );
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

describe.skipIf(!isForeignDataPresent)('all closures together', () => {
  it('decide about many flows, and most of them without knowing interfaces', () => {
    const all = [...tallies.values()];
    const sum = (of: (tally: Tally) => number): number => all.reduce((total, tally) => total + of(tally), 0);
    expect(sum(({ cases }) => cases)).toBeGreaterThan(5000);
    expect(sum(({ agree }) => agree) / sum(({ cases }) => cases)).toBeGreaterThan(0.8);
  });
});

describe.skipIf(!isForeignDataPresent)('the network of Batfish', () => {
  scoreCases((name) => (name.startsWith('lets through') ? 'Batfish, iptables' : undefined));

  // By which interface traffic comes in the dumps do not say: what depends on it is unknown there. So is what the mangle table
  // of z2-firewall lets through, whose file has no filter table: Batfish takes that for empty.
  it.each<[host: string, from: string, to: string, port: number, verdict: Verdict]>([
    ['z2-firewall', '10.0.1.10', '10.0.8.10', 443, 'unknown'],
    ['z2-firewall', '10.0.1.10', '10.0.8.10', 80, 'unknown'],
    ['z2-firewall', '10.0.1.10', '10.0.8.10', 22, 'denied'],
    ['z2-firewall', '10.0.8.10', '10.0.4.10', 22, 'denied'],
    ['z2-firewall', '10.0.4.10', '10.0.1.10', 22, 'unknown'],
    ['z1-firewall', '10.0.8.10', '10.0.1.10', 80, 'denied'],
    ['z1-firewall', '10.0.4.10', '10.0.8.10', 22, 'unknown'],
    ['z2-host2', '10.0.4.10', '10.0.8.10', 443, 'allowed'],
  ])('lets through what its filters say: %s from %s to %s port %s is %s', (host, from, to, port, verdict) => {
    const folder = 'iptables/batfish/networks/iptables-firewall/iptables';
    const rules = readRules(readForeignFiles(folder));
    expect(judgeFlow(rules, { to, port, podCidrs: [`${from}/32`], attachedTo: [host] }).verdict).toBe(verdict);
  });
});

describe.skipIf(!isForeignDataPresent)('a dump without answers', () => {
  const files = isForeignDataPresent
    ? readForeignFiles('iptables').filter(
        ({ file, text }) => !/GoldenFiles/.test(file) && /^\*(?:filter|nat|mangle)/m.test(text),
      )
    : [];
  it.each(files)('is read, and what is not understood in it is said: $file', (file) => {
    const { problems, layers } = readRules([file]);
    expect(problems).toEqual([]);
    expect([...layers.keys()]).toEqual(['node-firewall']);
  });
});
