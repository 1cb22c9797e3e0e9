import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { FirewallRule } from './azureFirewall.ts';
import type { FirewallRules } from './firewallRules.ts';

type Levels = FirewallRules['levels'];

export type Action = 'allow' | 'deny';

interface OrderedRule {
  readonly rule: FirewallRule;
  readonly action: Action | undefined;
  /** Of the collection that it is in. */
  readonly collection: RulePlace;
}

function tiedPriorities(things: readonly { readonly priority: number }[]): ReadonlySet<number> {
  const seen = new Set<number>();
  return new Set(things.flatMap(({ priority }) => (seen.has(priority) ? [priority] : (seen.add(priority), []))));
}

/** Whether it is open which of some collections comes first. */
export function hasTies(levels: Levels): boolean {
  return levels.some(
    (groups) =>
      tiedPriorities(groups).size > 0 || groups.some(({ collections }) => tiedPriorities(collections).size > 0),
  );
}

/** Of collections that are tied the preferred action comes first: with both preferences every order is covered. */
export function orderRules(levels: Levels, preferred: Action): readonly OrderedRule[] {
  return levels.flatMap((groups) => {
    const tied = tiedPriorities(groups);
    const rankOf = (action: Action | undefined): number => (action === preferred ? 0 : 1);
    const collections = groups.flatMap((group) =>
      group.collections.map((collection) => {
        const rank = rankOf(collection.action);
        return {
          group,
          collection,
          keys: [group.priority, tied.has(group.priority) ? rank : 0, collection.priority, rank] as const,
        };
      }),
    );
    return collections
      .toSorted((one, other) => compareKeys(one.keys, other.keys))
      .flatMap(({ group: { notUnderstood }, collection: { action, rules, place } }) =>
        rules.map((rule) => ({
          action,
          collection: place,
          rule: notUnderstood === undefined || rule.notUnderstood !== undefined ? rule : { ...rule, notUnderstood },
        })),
      );
  });
}

function compareKeys(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((key, index) => key !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
