import { isRecord } from '../../../../kernel/jsonFields.ts';
import { content, journey, marks, process, tracked } from '../notInDumps.ts';

const time = 'When it will be asked for is not known.';
const way = 'Which way the packet takes through the node is not known: `ip route` and `bridge link` on the node tell.';
const chance = 'It goes by chance, or by a part of the packet that is not known.';

/** Expressions that go by what no ruleset shows, by their kind; of `meta`, by their key. Source: libnftables-json(5), nft(8). */
const reasons: Readonly<Record<string, string>> = {
  payload: content,
  exthdr: content,
  'tcp option': content,
  'ip option': content,
  'sctp chunk': content,
  'dccp option': content,
  ct: tracked,
  rt: way,
  fib: way,
  ipsec: way,
  tunnel: way,
  socket: process,
  osf: journey,
  numgen: chance,
  jhash: chance,
  symhash: chance,
};

const metaReasons: Readonly<Record<string, string>> = {
  ...fromWords('mark priority secmark nftrace rtclassid cgroup', marks),
  ...fromWords('skuid skgid', process),
  ...fromWords('random cpu', chance),
  ...fromWords('length', content),
  ...fromWords('time day hour', time),
  ...fromWords(
    `iiftype oiftype iifkind oifkind iifgroup oifgroup ibriport obriport ibrname obrname ibridgename obridgename ibrpvid
     ibrvproto sdif sdifname secpath ipsec broute`,
    way,
  ),
};

function fromWords(words: string, because: string): Readonly<Record<string, string>> {
  return Object.fromEntries(words.split(/\s+/).map((word) => [word, because]));
}

export const operators: ReadonlySet<string> = new Set(['&', '|', '^', '<<', '>>']);

const before = 'How much traffic there was before is not known.';

/** Statements that hold for some packets and not for others, by what a ruleset does not show. */
export const whyUnknowable: ReadonlyMap<string, string> = new Map([
  ['limit', before],
  ['quota', before],
  ['ct count', 'How many connections there are is not known.'],
  ['meter', before],
  ['set', 'Whether the set has room for another element is not known.'],
  ['map', 'Whether the map has room for another element is not known.'],
]);

/** What an element of a set may carry, and why it may not be met then. */
export const whyPassedOver: ReadonlyMap<string, string> = new Map([
  ...whyUnknowable,
  ['timeout', time],
  ['expires', time],
]);

/** Why it is not known what an expression holds; undefined for one that is not known itself. */
export function whyUnknown(expression: unknown): string | undefined {
  let inner = expression;
  // A part of a field is no better known than the field.
  for (;;) {
    if (!isRecord(inner)) return undefined;
    const [[kind, detail] = ['', undefined]] = Object.entries(inner);
    if (operators.has(kind) && Array.isArray(detail)) {
      inner = detail[0];
      continue;
    }
    const key = kind === 'meta' && isRecord(detail) ? detail['key'] : undefined;
    const [table, name] = kind === 'meta' ? [metaReasons, key] : [reasons, kind];
    return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
  }
}
