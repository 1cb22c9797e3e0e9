import { canonicalise } from './canonicalise.ts';
import type { Plan } from '../plan/plan.ts';

/** One key of the plan that the later run had otherwise. */
export interface PlanChange {
  /** As in `network.cni`; an entry of a list by what names it: `network.path.azure-nsg`. */
  readonly key: string;
  /** What it said, where that is a word, a number or a list of them; absent where it was not said at all. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What two states of a plan say differently, key by key, in the order of the later one. */
export function comparePlans(before: Plan, after: Plan): readonly PlanChange[] {
  return compareValues([], before, after);
}

function compareValues(path: readonly string[], before: unknown, after: unknown): readonly PlanChange[] {
  if (canonicalise(before ?? null) === canonicalise(after ?? null)) return [];
  const [earlier, later] = [toEntries(before), toEntries(after)];
  if (earlier === undefined || later === undefined || earlier.size + later.size === 0) {
    return [{ key: path.join('.'), before: toWords(before), after: toWords(after) }];
  }
  const isList = Array.isArray(before ?? after);
  return [...new Set([...later.keys(), ...earlier.keys()])].flatMap((key) => {
    const parts = [...path, key];
    return isList && earlier.has(key) !== later.has(key)
      ? [{ key: parts.join('.'), [later.has(key) ? 'after' : 'before']: 'there' }]
      : compareValues(parts, earlier.get(key), later.get(key));
  });
}

/** The parts of an object, or of a list whose entries have names of their own; of what is not said, none. */
function toEntries(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map(nameOf);
  return names.every((name) => name !== undefined) && new Set(names).size === names.length
    ? new Map(names.map((name, index) => [name, value[index]]))
    : undefined;
}

/** What tells apart the entries of the path, of backends, attestations and waivers. */
function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const fields = entry as Readonly<Record<string, unknown>>;
  return ['layer', 'control', 'requirement', 'name']
    .map((key) => fields[key])
    .find((name): name is string => typeof name === 'string');
}

function toWords(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const parts = Array.isArray(value) ? value : [value];
  return parts.every((part) => typeof part !== 'object') ? parts.join(', ') : undefined;
}

const mostNamed = 4;

/** `securityTier from standard to premium, network.cni, now calico and 2 more`. */
export function describePlanChanges(changes: readonly PlanChange[]): string {
  const more = changes.length - mostNamed;
  const named = changes.slice(0, more > 1 ? mostNamed : undefined).map(describePlanChange);
  return [...named, ...(more > 1 ? [`${more} more`] : [])].join('; ');
}

function describePlanChange({ key, before, after }: PlanChange): string {
  if (before !== undefined && after !== undefined) return `${key} from ${before} to ${after}`;
  if (after !== undefined) return `${key}, now ${after}`;
  return before === undefined ? key : `${key}, no longer ${before}`;
}

/** Whether a key of the plan can have a part in a result; of those that are not told apart here, each can. */
export function bearsOn(
  { key }: PlanChange,
  { requirement, task }: { readonly requirement: string; readonly task: string },
): boolean {
  const [part = '', ...rest] = key.split('.');
  const subject = rest.join('.');
  const [area = ''] = requirement.split('.');
  if (part === 'metadata') return false;
  if (area === 'plan') return true;
  const isOfRules = area === 'connection' || area === 'egress';
  switch (part) {
    case 'connections':
      return (
        area === 'egress' || requirement === 'connection.dns' || isWithin(subject, requirement.slice(area.length + 1))
      );
    case 'network':
      return isOfRules;
    case 'profile':
    case 'components':
      return isOfRules || area === 'component';
    case 'addOns':
    case 'securityTier':
      return !isOfRules;
    case 'owners':
      return isWithin(subject, task);
    case 'attestations':
      return isWithin(subject, requirement) || isWithin(subject, requirement.slice(area.length + 1));
    case 'waivers':
      return isWithin(subject, requirement);
    default:
      return true;
  }
}

function isWithin(path: string, of: string): boolean {
  return path === of || path.startsWith(`${of}.`);
}
