import { fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

/** One condition on a workload's labels, in the words of Kubernetes' `matchExpressions`. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** Empty for Exists and DoesNotExist. */
  readonly values: readonly string[];
}

/** All of its requirements must hold; none at all selects everything. */
export type LabelSelector = readonly LabelRequirement[];

export interface LabelSelectorFailure {
  readonly kind: 'label-selector-invalid';
  readonly selector: string;
  readonly reason: string;
}

export function describeLabelSelectorFailure({ selector, reason }: LabelSelectorFailure): string {
  return `"${selector}" is not a label selector: ${reason}. Write it as kubectl does, for example app=web,tier in (a,b),!canary.`;
}

// The API's own limits: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
const namePattern = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const prefixPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const longestPrefix = 253;

/** `name` or `prefix/name`, as the API takes it. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? undefined : key.slice(0, slash);
  const isPrefixGood = prefix === undefined || (prefix.length <= longestPrefix && prefixPattern.test(prefix));
  return isPrefixGood && namePattern.test(key.slice(slash + 1));
}

/** May be empty. */
export function isLabelValue(value: string): boolean {
  return value === '' || namePattern.test(value);
}

const setPattern = /^(?<key>\S+)\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\)$/;
const equalityPattern = /^(?<key>[^\s=!]+)\s*(?<operator>==|!=|=)\s*(?<value>[^\s=!]*)$/;
const existencePattern = /^(?<absent>!?)\s*(?<key>[^\s=!()]+)$/;

function parseRequirement(text: string): LabelRequirement | undefined {
  const set = setPattern.exec(text)?.groups;
  if (set !== undefined) {
    const values = (set['values'] ?? '').split(',').map((value) => value.trim());
    return { key: set['key'] ?? '', operator: set['operator'] === 'in' ? 'In' : 'NotIn', values };
  }
  const equality = equalityPattern.exec(text)?.groups;
  if (equality !== undefined) {
    const operator = equality['operator'] === '!=' ? 'NotIn' : 'In';
    return { key: equality['key'] ?? '', operator, values: [equality['value'] ?? ''] };
  }
  const existence = existencePattern.exec(text)?.groups;
  if (existence === undefined) return undefined;
  return { key: existence['key'] ?? '', operator: existence['absent'] === '!' ? 'DoesNotExist' : 'Exists', values: [] };
}

/** At its commas, but for those inside of parentheses: they belong to a set of values. */
function splitRequirements(selector: string): readonly string[] {
  const parts: string[] = [];
  let isInSet = false;
  for (const piece of selector.split(',')) {
    if (isInSet) parts.push(`${parts.pop()},${piece}`);
    else parts.push(piece);
    const opening = piece.lastIndexOf('(');
    const closing = piece.lastIndexOf(')');
    if (opening !== closing) isInSet = opening > closing;
  }
  return parts;
}

/**
 * Reads a selector as kubectl writes it: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined with commas.
 * The empty text is refused: it would select every workload, which nobody means here.
 */
export function parseLabelSelector(selector: string): Result<LabelSelector, LabelSelectorFailure> {
  const refuse = (reason: string) => fail({ kind: 'label-selector-invalid' as const, selector, reason });
  if (selector.trim() === '') return refuse('it is empty');
  const requirements: LabelRequirement[] = [];
  for (const part of splitRequirements(selector)) {
    const requirement = parseRequirement(part.trim());
    if (requirement === undefined) return refuse(`"${part.trim()}" is no condition on a label`);
    if (!isLabelKey(requirement.key)) return refuse(`"${requirement.key}" is no label key`);
    const wrongValue = requirement.values.find((value) => !isLabelValue(value));
    if (wrongValue !== undefined) return refuse(`"${wrongValue}" is no label value`);
    requirements.push(requirement);
  }
  return succeed(requirements);
}
