/** Label selectors in the object form of manifests, and whether a set of labels is selected. */
import type { LabelRequirement, LabelSelector } from '../../../catalog/labelSelector.ts';
import { fail, succeed } from '../../../kernel/result.ts';
import type { Result } from '../../../kernel/result.ts';

export type Labels = Readonly<Record<string, string>>;

/** An empty selector selects everything. `NotIn` also holds where the key is missing, as the API has it. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
    }
  });
}

/** `metav1.LabelSelector`; the failure names what the API server would refuse. */
export function readLabelSelector(value: unknown): Result<LabelSelector, string> {
  if (value === null || value === undefined) return succeed([]);
  if (!isRecord(value)) return fail('A label selector must be a map.');
  const { matchLabels, matchExpressions, ...rest } = value;
  const unknownField = Object.keys(rest)[0];
  if (unknownField !== undefined) return fail(`A label selector has no field “${unknownField}”.`);
  const requirements: LabelRequirement[] = [];
  if (matchLabels !== undefined && matchLabels !== null) {
    if (!isRecord(matchLabels)) return fail('matchLabels must be a map.');
    for (const [key, label] of Object.entries(matchLabels)) {
      if (typeof label !== 'string') return fail(`The label ${key} in matchLabels must be a string.`);
      requirements.push({ key, operator: 'In', values: [label] });
    }
  }
  if (matchExpressions !== undefined && matchExpressions !== null) {
    if (!Array.isArray(matchExpressions)) return fail('matchExpressions must be a list.');
    for (const expression of matchExpressions) {
      const requirement = readExpression(expression);
      if (!requirement.ok) return requirement;
      requirements.push(requirement.value);
    }
  }
  return succeed(requirements);
}

function readExpression(expression: unknown): Result<LabelRequirement, string> {
  if (!isRecord(expression) || typeof expression['key'] !== 'string') return fail('A match expression needs a key.');
  const { key, operator, values = [] } = expression as { key: string; operator?: unknown; values?: unknown };
  const list = values ?? [];
  if (!Array.isArray(list) || !list.every((value) => typeof value === 'string')) {
    return fail(`The values of the match expression on ${key} must be strings.`);
  }
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (list.length === 0) return fail(`The match expression ${key} ${operator} needs at least one value.`);
      return succeed({ key, operator, values: list });
    case 'Exists':
    case 'DoesNotExist':
      if (list.length > 0) return fail(`The match expression ${key} ${operator} takes no values.`);
      return succeed({ key, operator, values: [] });
    default:
      return fail(`The match expression on ${key} has no operator In, NotIn, Exists or DoesNotExist.`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
