import { isRecord } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import type { FormatInput } from '../../../reading/ruleFormat.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';

/** What `nft -j list ruleset` prints of one node. */
export interface NftRuleset {
  readonly file: string;
  readonly place: RulePlace;
  /** By family, table and name. */
  readonly chains: ReadonlyMap<string, NftChain>;
  /** Sets and maps, by family, table and name. */
  readonly sets: ReadonlyMap<string, NftSet>;
  /** Tables with flags that are not understood. */
  readonly doubtful: readonly RulePlace[];
}

export interface NftSet {
  readonly elements: readonly unknown[];
  /** Its elements come and go with the traffic. */
  readonly changes: boolean;
}

export interface NftChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly place: RulePlace;
  /** Of base chains alone. */
  readonly base:
    | { readonly hook: string; readonly type: string; readonly priority: number; readonly drops: boolean }
    | undefined;
  readonly rules: NftRule[];
  /** Its table may be switched off, by flags that are not understood. */
  readonly mayBeDormant: boolean;
}

export interface NftRule {
  readonly place: RulePlace;
  readonly statements: readonly unknown[];
}

type DocumentInput = Extract<FormatInput, { readonly kind: 'document' }>;

export function isNftRuleset(value: unknown): boolean {
  return isRecord(value) && Array.isArray(value['nftables']);
}

export function keyOf(family: string, table: string, name: string): string {
  return `${family} ${table} ${name}`;
}

/** The ruleset, or the index of the first object that is none of a ruleset. */
export function readRuleset({ file, document, value }: DocumentInput): NftRuleset | { readonly refusedAt: number } {
  const chains = new Map<string, NftChain>();
  const sets = new Map<string, NftSet>();
  const changing = new Set<string>();
  const dormant = new Set<string>();
  const doubtful = new Map<string, RulePlace>();
  const objects = isRecord(value) && Array.isArray(value['nftables']) ? (value['nftables'] as readonly unknown[]) : [];
  for (const [index, object] of objects.entries()) {
    if (!isRecord(object) || Object.keys(object).length !== 1) return { refusedAt: index };
    const [[kind, thing] = ['', undefined]] = Object.entries(object);
    if (!isRecord(thing)) return { refusedAt: index };
    const [family, table, name] = [textOf(thing['family']), textOf(thing['table']), textOf(thing['name'])];
    const placeOf = (rule: string): RulePlace => ({ file, document, path: ['nftables', index], rule });
    switch (kind) {
      case 'table':
        if (listOf(thing['flags']).includes('dormant')) dormant.add(`${family} ${name}`);
        else if (!listOf(thing['flags']).every((flag) => tableFlags.has(flag)))
          doubtful.set(`${family} ${name}`, placeOf(`${family} ${name}`));
        break;
      case 'chain':
        if (dormant.has(`${family} ${table}`)) break;
        if (!isChain(thing)) return { refusedAt: index };
        chains.set(keyOf(family, table, name), {
          family,
          table,
          name,
          base: baseOf(thing),
          rules: [],
          mayBeDormant: doubtful.has(`${family} ${table}`),
          place: placeOf(`${family} ${table} ${name}`),
        });
        break;
      case 'set':
      case 'map':
        sets.set(keyOf(family, table, name), {
          elements: listOf(thing['elem']),
          changes:
            'timeout' in thing || listOf(thing['flags']).some((flag) => flag === 'dynamic' || flag === 'timeout'),
        });
        break;
      case 'rule': {
        if (dormant.has(`${family} ${table}`)) break;
        const chainName = textOf(thing['chain']);
        const chain = chains.get(keyOf(family, table, chainName));
        if (chain === undefined || !Array.isArray(thing['expr'])) return { refusedAt: index };
        for (const changed of findChangedSets(thing['expr'])) changing.add(keyOf(family, table, changed));
        const handle = typeof thing['handle'] === 'number' ? ` handle ${thing['handle']}` : '';
        chain.rules.push({
          place: placeOf(`${family} ${table} ${chainName}:${handle || ` rule ${chain.rules.length + 1}`}`),
          statements: listOf(thing['expr']),
        });
        break;
      }
      default:
        if (!others.has(kind)) return { refusedAt: index };
    }
  }
  for (const key of changing) {
    const set = sets.get(key);
    if (set !== undefined) sets.set(key, { ...set, changes: true });
  }
  return {
    file,
    place: { file, document, path: [], rule: 'nftables' },
    chains,
    sets,
    doubtful: [...doubtful.values()],
  };
}

/** That leave a table in force. nft before 1.1 prints any one flag as some other text, for it has freed its own. */
const tableFlags: ReadonlySet<unknown> = new Set(['owner', 'persist']);

/** What rules name and that says nothing of which packets match. Commands are none of a ruleset. */
const others: ReadonlySet<string> = new Set([
  'metainfo',
  'flowtable',
  'counter',
  'quota',
  'limit',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'secmark',
  'synproxy',
  'tunnel',
]);

/** A policy and a priority that are not understood would leave open what the chain does, and when. */
function isChain({ hook, prio, policy }: JsonRecord): boolean {
  if (hook === undefined) return true;
  return typeof prio === 'number' && (policy === undefined || policy === 'accept' || policy === 'drop');
}

/** Sets and maps that statements of a rule put elements into, or take them out of. */
function findChangedSets(statements: readonly unknown[]): readonly string[] {
  return statements.flatMap((statement) => {
    const { set, map } = isRecord(statement) ? statement : {};
    return [isRecord(set) ? set['set'] : undefined, isRecord(map) ? map['map'] : undefined].flatMap((name) =>
      typeof name === 'string' ? [name.replace(/^@/, '')] : [],
    );
  });
}

function baseOf({ hook, type, prio, policy }: JsonRecord): NftChain['base'] {
  if (typeof hook !== 'string') return undefined;
  return { hook, type: textOf(type), priority: typeof prio === 'number' ? prio : 0, drops: policy === 'drop' };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** nft writes a list of one without its brackets. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}
