import type { AddressRange, Family } from '../../../flows/address.ts';
import type { Placed, RulePlace } from '../../../machine/ruleProgram.ts';
import type { Condition } from '../../../machine/condition.ts';
import type { Packet } from '../packet.ts';

export const tableNames = ['raw', 'mangle', 'nat', 'filter', 'security'] as const;
export type TableName = (typeof tableNames)[number];

/** What one family's packet filter holds: a file may hold a dump of each family, one after the other. */
export interface IptablesDump {
  readonly file: string;
  readonly family: Family;
  readonly tables: ReadonlyMap<TableName, IptablesTable>;
  readonly place: RulePlace;
  /** It says that tables of iptables-legacy are in force beside it. */
  readonly isBesideLegacy: boolean;
  /** Why rules in force may be missing from it. */
  readonly incomplete: string | undefined;
}

export interface IptablesTable {
  readonly name: TableName;
  readonly place: RulePlace;
  readonly chains: ReadonlyMap<string, IptablesChain>;
}

export interface IptablesChain {
  readonly name: string;
  readonly place: RulePlace;
  /** Of built-in chains alone. */
  readonly policy: 'ACCEPT' | 'DROP' | undefined;
  readonly rules: readonly IptablesRule[];
}

export interface IptablesRule {
  readonly placed: Placed;
  /** All must hold. */
  readonly tests: readonly PacketTest[];
  /** Undefined where all of them go by where a packet leads. */
  readonly narrowing: RuleNarrowing | undefined;
  readonly target: IptablesTarget;
  /** What it does to the marks of what it matches; undefined where it leaves them. */
  readonly marks: RuleMarks | undefined;
}

/** By what it tells packets apart beside where they go. */
export interface RuleNarrowing {
  /** The options that do, as they are written. */
  readonly by: readonly string[];
  /** The tests without these. */
  readonly others: readonly PacketTest[];
}

export interface RuleMarks {
  /** Bits that it may set. */
  readonly set: number;
  /** Bits that rules of the dump use as their own: set and cleared by such rules alone. */
  readonly own: number;
}

export type PacketTest = (packet: Packet) => Condition;

export type IptablesTarget =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'return' }
  /** It does something to the packet, or counts it, and the next rule is met. */
  | { readonly kind: 'continue' }
  | { readonly kind: 'untrack' }
  | { readonly kind: 'chain'; readonly name: string; readonly comesBack: boolean }
  | {
      readonly kind: 'translate';
      readonly ranges: readonly AddressRange[];
      readonly ports: readonly [number, number] | undefined;
    }
  | {
      readonly kind: 'unknown';
      readonly because: string;
      /** Later chains may meet any destination in place of the packet's own. */
      readonly leadsElsewhere?: boolean;
    };
