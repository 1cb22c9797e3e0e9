/** The same simple rules as a format writes them. */
import type { LayerKind } from '../../../plan/plan.ts';
import type { Family } from '../../flows/address.ts';

/** TCP to some addresses, on some ports. */
export interface SimpleRule {
  readonly action: 'allow' | 'deny';
  readonly cidr: string;
  readonly ports: readonly [first: number, last: number];
}

/** Files by their names: texts, or what is written as JSON. */
export type Files = Readonly<Record<string, unknown>>;

export interface Dialect {
  readonly layer: LayerKind;
  readonly attachedTo: readonly string[];
  /** Which of several rules that match a flow decides about it. */
  readonly decides: 'the first' | 'any that allows' | 'any that denies' | 'any: none denies' | 'the longest prefix';
  /** What becomes of flows that no rule is for. */
  readonly otherwise: 'allow' | 'deny';
  /** Whether its rules have an order by their numbers or none, so that the order of a list says nothing. */
  readonly hasListsInAnyOrder: boolean;
  /** Its rules know addresses alone: a rule is for every port. */
  readonly isPortless?: true;
  /** Which addresses its rules can have: an Azure Firewall and the tools of one family know no others. */
  readonly families: readonly Family[];
  readonly write: (rules: readonly SimpleRule[]) => Files;
}

export type Dialects = Readonly<Record<string, Dialect>>;
