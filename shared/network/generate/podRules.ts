/** What policies open for pods, whichever kind of policy says it. */
import type { WorkloadSelector } from '../../catalog/catalog.ts';
import { parseLabelSelector } from '../../catalog/labelSelector.ts';
import type { LabelSelector } from '../../catalog/labelSelector.ts';
import type { EgressNeed } from './egressNeed.ts';
import type { NotYetPossible } from './generatedRules.ts';
import type { TargetOrder } from './targetRules.ts';

/** Pods that one selector finds, with all that they need. */
export interface PodGroup {
  /** As the object is called. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly selector: LabelSelector;
  /** The selector as the plan or the catalogue has it. */
  readonly text: string;
  readonly needs: readonly EgressNeed[];
}

export interface PodRules {
  readonly groups: readonly PodGroup[];
  readonly notYetPossible: readonly NotYetPossible[];
}

/** Of every policy that is generated, by which those of a plan are found again when it has changed. */
export function generatedLabels(planSlug: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/managed-by': 'pdp-workbench', 'pdp-workbench/plan': planSlug };
}

/** `kinds` are resources as kubectl calls them. */
export function howToFindEarlier(kinds: string, planSlug: string): string {
  const labels = Object.entries(generatedLabels(planSlug)).map(([key, value]) => `${key}=${value}`);
  return `What the plan needed before it changed stays open until the policies for it are deleted: \`kubectl get ${kinds} -A -l ${labels.join(',')}\` lists all that were made for this plan. Delete only those whose namespace and name are not in this file. A pod that no policy for egress selects any more may go anywhere: where it is the last one of a pod, apply a policy that denies the pod everything first.`;
}

/**
 * Policies select pods: what nodes open needs none, and what nobody knows the pods of can have none. Their names hold the
 * plan, so that two plans in one namespace do not replace each other’s; the point ends it, which no component’s name has.
 */
export function groupByPods({ needs, planSlug }: Pick<TargetOrder, 'needs' | 'planSlug'>): PodRules {
  const ofPods = needs.filter(({ originator }) => originator === 'pod');
  const bySelector = new Map<string, { selector: WorkloadSelector; needs: EgressNeed[] }>();
  const withoutPods = new Set<string>();
  for (const need of ofPods) {
    if (need.openers.length === 0) withoutPods.add(need.connection);
    for (const { namespace, selector } of need.openers.flat()) {
      const key = JSON.stringify([namespace, selector]);
      const group = bySelector.get(key) ?? {
        selector: namespace === undefined ? { selector } : { namespace, selector },
        needs: [],
      };
      if (!group.needs.includes(need)) group.needs.push(need);
      bySelector.set(key, group);
    }
  }
  const names = new Map<string, number>();
  const groups = [...bySelector.values()].flatMap(({ selector, needs: own }): readonly PodGroup[] => {
    const parsed = parseLabelSelector(selector.selector);
    if (!parsed.ok) return [];
    const base = `egress-${planSlug}.${toSlug(own[0]?.from ?? '')}`;
    const count = (names.get(base) ?? 0) + 1;
    names.set(base, count);
    const name = count === 1 ? base : `${base}-${count}`;
    return [{ name, namespace: selector.namespace, selector: parsed.value, text: selector.selector, needs: own }];
  });
  return { groups, notYetPossible: [...withoutPods].map(describeNoPods) };
}

function describeNoPods(connection: string): NotYetPossible {
  return connection.startsWith('backend ')
    ? {
        connection,
        why: 'Which pods call it the plan does not say, and a policy selects pods.',
        alternative: 'Write a policy for the pods of your workload, or open it in a layer that goes by address.',
      }
    : {
        connection,
        why: 'No labels of its pods are known, and a policy selects pods.',
        alternative: `Enter connections.${connection}.selector.`,
      };
}

/** `PDP agent` as `pdp-agent`: fit for names of objects and rules, and of as many characters at most. */
export function toSlug(text: string, longest = 40): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '');
}

/** A name that the API takes for a namespace. Source: RFC 1123, "label". */
export function isNamespace(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

interface ObjectSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** A selector as objects have it: equality in short, everything else in expressions. */
export function toObjectSelector(selector: LabelSelector): ObjectSelector {
  const counts = Map.groupBy(selector, ({ key }) => key);
  const isEquality = ({ key, operator, values }: LabelSelector[number]): boolean =>
    operator === 'In' && values.length === 1 && counts.get(key)?.length === 1;
  const labels = selector.filter(isEquality).map(({ key, values }) => [key, values[0] ?? ''] as const);
  const expressions = selector
    .filter((requirement) => !isEquality(requirement))
    .map(({ key, operator, values }) => ({ key, operator, ...(values.length === 0 ? {} : { values }) }));
  return {
    ...(labels.length === 0 ? {} : { matchLabels: Object.fromEntries(labels) }),
    ...(expressions.length === 0 ? {} : { matchExpressions: expressions }),
  };
}
