/**
 * What iptables-save prints and iptables-restore takes: tables, their chains with policies, and rules in order. What
 * iptables-restore would stop at makes the dump unreadable, since then none of it is in force. Source: iptables-save(8),
 * iptables-restore(8).
 */
import { parseAddress } from '../../../address.ts';
import type { Family } from '../../../address.ts';
import { describeValue } from '../../../describeValue.ts';
import { uncapitalised } from '../../../../kernel/uncapitalised.ts';
import type { FormatInput, FormatProblem } from '../../../ruleFormat.ts';
import type { RulePlace } from '../../../ruleProgram.ts';
import { findDeepChain } from './findDeepChain.ts';
import { tableNames } from './iptablesDump.ts';
import type { IptablesChain, IptablesDump, IptablesRule, IptablesTable, TableName } from './iptablesDump.ts';
import { readRuleLine } from './readRuleLine.ts';
import { splitWords } from './splitWords.ts';

export interface ReadDumps {
  readonly dumps: readonly IptablesDump[];
  readonly problems: readonly FormatProblem[];
  readonly unreadable: readonly RulePlace[];
}

type TextInput = Extract<FormatInput, { readonly kind: 'text' }>;

/** `iptables -S` and `iptables -L` are recognised as well, to say what to give instead. */
export function isIptablesText(text: string): boolean {
  return (
    /^[ \t]*\*(?:filter|nat|mangle|raw|security)[ \t]*\r?$/m.test(text) ||
    [leftToNft, ...lists].some((shape) => shape.test(text))
  );
}

const leftToNft = /^# Table .(\w+). is incompatible, use 'nft' tool/m;

const lists = [
  /^Chain \S+ \((?:policy [A-Z]+|\d+ references)/m,
  /^-P (?:INPUT|FORWARD|OUTPUT) (?:ACCEPT|DROP)[ \t]*\r?$/m,
];

/** A chain while its rules are read. */
interface OpenChain extends IptablesChain {
  readonly rules: IptablesRule[];
}

/** A line with a rule, until all chains are known. */
interface RuleLineOf {
  readonly chain: string;
  /** Without its words, which take ten times its room: a dump may have a million lines. */
  readonly text: string;
  /** How many of its words come before the rule itself. */
  readonly from: number;
  /** Where in the chain it belongs. */
  readonly at: number;
  readonly line: number;
}

interface OpenTable {
  readonly name: TableName;
  readonly place: RulePlace;
  readonly chains: Map<string, OpenChain>;
  /** Rules are read once all chains are known: a target may be a chain that is declared later. */
  readonly ruleLines: RuleLineOf[];
  /** By the header above it. */
  readonly printedFor: Family | undefined;
}

const builtInChains = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
} as const satisfies Record<TableName, readonly string[]>;

export function readDump({ file, text }: TextInput): ReadDumps {
  return new DumpReader(file, text).read();
}

const exportWhole = 'Export it again with `iptables-save` (and `ip6tables-save`), all tables and the whole text.';

class DumpReader {
  readonly #file: string;
  readonly #lines: readonly string[];
  readonly #problems: FormatProblem[] = [];
  readonly #unreadable: RulePlace[] = [];
  readonly #tables: OpenTable[] = [];
  #printedFor: Family | undefined;
  #open: OpenTable | undefined;
  #legacyLine: number | undefined;
  /** Tables that iptables can't print, since nft has put into them what is none of iptables, by the line that says so. */
  readonly #leftToNft = new Map<number, string>();

  constructor(file: string, text: string) {
    this.#file = file;
    this.#lines = text.split('\n');
  }

  read(): ReadDumps {
    for (const [index, line] of this.#lines.entries()) this.#readLine(line.trim(), index + 1);
    if (this.#open !== undefined) {
      this.#refuse(this.#lines.length, `The table ${this.#open.name} does not end in COMMIT: the dump is cut short.`);
    } else if (this.#tables.length === 0 && this.#leftToNft.size === 0) {
      this.#refuse(1, 'This is a list for people, of one table and without what it takes to judge it.');
    }
    const dumps = this.#unreadable.length > 0 ? [] : this.#toDumps();
    return { dumps: this.#unreadable.length > 0 ? [] : dumps, problems: this.#problems, unreadable: this.#unreadable };
  }

  #place(line: number, rule: string): RulePlace {
    return { file: this.#file, document: 0, path: [line], rule };
  }

  #refuse(line: number, message: string, remedy = exportWhole): void {
    const place = this.#place(line, 'iptables');
    if (this.#unreadable.length === 0) this.#unreadable.push(place);
    this.#problems.push({ place, severity: 'error', message, remedy });
  }

  #readLine(text: string, line: number): void {
    const [first] = text;
    if (first === undefined) return;
    if (first === '#') {
      this.#readComment(text, line);
      return;
    }
    if (first === '*') {
      this.#openTable(text.slice(1).trim(), line);
      return;
    }
    if (this.#open === undefined) {
      if (this.#tables.length > 0 && this.#unreadable.length === 0) {
        this.#refuse(line, `“${describeValue(text)}” stands in no table.`);
      }
      return;
    }
    if (text === 'COMMIT') {
      this.#tables.push(this.#open);
      this.#open = undefined;
    } else if (first === ':') {
      this.#readChain(text.slice(1), line, this.#open);
    } else {
      this.#readCommand(text, line, this.#open);
    }
  }

  /** Only the header of a dump, and a warning within it, mean something. */
  #readComment(text: string, line: number): void {
    const header = /^# Generated by (?:xtables-)?(ip6?)tables/.exec(text);
    if (header !== null) this.#printedFor = header[1] === 'ip6' ? 6 : 4;
    const left = leftToNft.exec(text);
    if (left !== null) this.#leftToNft.set(line, describeValue(left[1]));
    if (/^# Warning: ip6?tables-legacy tables present/.test(text)) this.#legacyLine ??= line;
  }

  #openTable(name: string, line: number): void {
    if (this.#open !== undefined)
      this.#refuse(line, `The table ${this.#open.name} does not end in COMMIT before this one.`);
    const known = tableNames.find((one) => one === name);
    if (known === undefined) {
      this.#refuse(line, `The table “${describeValue(name)}” is not known.`);
      return;
    }
    const place = this.#place(line, `table ${name}`);
    const chains = new Map<string, OpenChain>(
      builtInChains[known].map((chain) => [
        chain,
        {
          name: chain,
          policy: 'ACCEPT',
          rules: [],
          place: { ...place, rule: `${known} ${chain}: no policy, hence ACCEPT` },
        },
      ]),
    );
    this.#open = { name: known, place, chains, ruleLines: [], printedFor: this.#printedFor };
  }

  #readChain(text: string, line: number, table: OpenTable): void {
    const [name = '', policy = ''] = text.trim().split(/\s+/);
    this.#declare(name, policy, line, table);
  }

  #declare(name: string, policy: string, line: number, table: OpenTable): void {
    const rules = table.chains.get(name)?.rules ?? [];
    const isBuiltIn = builtInChains[table.name].some((chain) => chain === name);
    if (name === '') this.#refuse(line, 'A chain has no name.');
    else if (!isBuiltIn && policy !== '-')
      this.#refuse(line, `The chain ${describeValue(name)} is the user’s own and can have no policy.`);
    else if (!isBuiltIn)
      table.chains.set(name, {
        name,
        policy: undefined,
        rules,
        place: this.#place(line, `${table.name} ${describeValue(name)}`),
      });
    else if (policy === 'ACCEPT' || policy === 'DROP') {
      table.chains.set(name, {
        name,
        policy,
        rules,
        place: this.#place(line, `${table.name} ${name}: policy ${policy}`),
      });
    } else if (policy !== '-') this.#refuse(line, `“${describeValue(policy)}” is no policy.`);
  }

  #readCommand(text: string, line: number, table: OpenTable): void {
    const words = splitWords(text);
    if (words === undefined) {
      this.#refuse(line, 'A quoted text does not end.');
      return;
    }
    // Counters, as iptables-save --counters prints them.
    const from = words[0]?.startsWith('[') === true ? 1 : 0;
    const [command = '', chain = '', next = ''] = words.slice(from);
    switch (command) {
      case '-A':
      case '--append':
        table.ruleLines.push({ chain, text, from: from + 2, at: Number.POSITIVE_INFINITY, line });
        break;
      case '-I':
      case '--insert': {
        const isNumbered = /^\d+$/.test(next);
        const at = isNumbered ? Number(next) : 1;
        table.ruleLines.push({ chain, text, from: from + (isNumbered ? 3 : 2), at, line });
        break;
      }
      case '-N':
      case '--new-chain':
        this.#declare(chain, '-', line, table);
        break;
      case '-P':
      case '--policy':
        this.#declare(chain, next, line, table);
        break;
      default:
        this.#refuse(line, `“${describeValue(text)}” is no rule of a dump.`);
    }
  }

  #toDumps(): readonly IptablesDump[] {
    const families = Map.groupBy(this.#tables, ({ printedFor }) => printedFor ?? this.#guessFamily());
    if (families.size === 0) families.set(this.#printedFor ?? this.#guessFamily(), []);
    return [...families].map(([family, tables]) => this.#toDump(family, tables));
  }

  /** A dump without a header: by its addresses, else by its name, else as iptables-restore would take it. */
  #guessFamily(): Family {
    for (const { ruleLines } of this.#tables) {
      for (const ruleLine of ruleLines) {
        for (const word of wordsOf(ruleLine)) {
          const address = word.includes('.') || word.includes(':') ? parseAddress(word.split('/')[0] ?? '') : undefined;
          if (address !== undefined) return address.family;
          if (/^icmp6-|^(?:ipv6-icmp|icmpv6)$/.test(word)) return 6;
        }
      }
    }
    return /(?:ip6|[._-]v6$|[._-]v6[._-])[^/]*$/.test(this.#file) ? 6 : 4;
  }

  #toDump(family: Family, open: readonly OpenTable[]): IptablesDump {
    const tables = new Map<TableName, IptablesTable>();
    for (const table of open) {
      if (tables.has(table.name)) {
        const [line = 1] = table.place.path;
        this.#refuse(
          Number(line),
          `The table ${table.name} stands twice: the second takes the place of the first.`,
          'Leave out the one that is not in force.',
        );
      }
      this.#readRules(table, family);
      const deep = findDeepChain(table);
      if (deep !== undefined) this.#refuse(Number(deep.place.path[0]), deep.message);
      const { name, place, chains } = table;
      tables.set(name, { name, place, chains });
    }
    const place = open[0]?.place ?? this.#place(1, 'iptables');
    const isBesideLegacy = this.#legacyLine !== undefined;
    return { file: this.#file, family, tables, place, isBesideLegacy, incomplete: this.#findGap(family, tables) };
  }

  /** What says that the dump is not all that is in force. */
  #findGap(family: Family, tables: ReadonlyMap<TableName, IptablesTable>): string | undefined {
    if (this.#legacyLine !== undefined) {
      this.#problems.push({
        place: this.#place(this.#legacyLine, 'iptables'),
        severity: 'warning',
        message: 'Tables of iptables-legacy are in force beside these.',
        remedy: 'Give the output of `iptables-legacy-save` and `ip6tables-legacy-save` as well, in files of their own.',
      });
    }
    const [[line, table] = []] = this.#leftToNft;
    if (line !== undefined) {
      const message = `${this.#file} leaves out the table ${table}, which holds rules of nft`;
      const remedy = 'Give the output of `nft -j list ruleset` in its place.';
      const place = this.#place(line, 'iptables');
      this.#problems.push({ place, severity: 'warning', message: `${message}.`, remedy });
      return `${message}: ${uncapitalised(remedy)}`;
    }
    // Of a node without that table, the whole dump looks like what `-t` prints.
    const command = family === 4 ? 'iptables-save' : 'ip6tables-save';
    return tables.has('filter')
      ? undefined
      : `${this.#file} does not tell of the table filter: give all tables, as \`${command}\` prints them, or \`nft -j list ruleset\` in its place.`;
  }

  #readRules({ name, chains, ruleLines }: OpenTable, family: Family): void {
    const known = new Set(chains.keys());
    for (const ruleLine of ruleLines) {
      const { chain: chainName, at, line, text } = ruleLine;
      const chain = chains.get(chainName);
      if (chain === undefined) {
        this.#refuse(line, `The chain ${describeValue(chainName)} is not declared.`);
        continue;
      }
      const place = this.#place(
        line,
        `${name} ${chainName}: ${describeValue(text.slice(text.indexOf(chainName) + chainName.length + 1))}`,
      );
      const read = readRuleLine(wordsOf(ruleLine), { family, chains: known });
      if (read === undefined) continue;
      if ('refused' in read) {
        this.#refuse(line, `${place.rule}: ${read.refused}.`);
        continue;
      }
      if (read.notUnderstood !== undefined) {
        const message = `${place.rule}: ${read.notUnderstood}, so what it may match is unknown.`;
        this.#problems.push({
          place,
          severity: 'warning',
          message,
          remedy: 'What it does is not known here; ask whoever wrote it.',
        });
      }
      const rule: IptablesRule = { place, tests: read.tests, target: read.target, marks: read.marks };
      if (at > chain.rules.length) chain.rules.push(rule);
      else chain.rules.splice(at - 1, 0, rule);
    }
  }
}

function wordsOf({ text, from }: RuleLineOf): readonly string[] {
  return splitWords(text)?.slice(from) ?? [];
}
