/** Label selectors in the object form of manifests, and whether a set of labels is selected. */
import { isLabelKey, isLabelValue } from '../../../catalog/labelSelector.ts';
import type { LabelRequirement, LabelSelector } from '../../../catalog/labelSelector.ts';
import { fail, succeed } from '../../../kernel/result.ts';
import type { Result } from '../../../kernel/result.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { KnownLabels } from '../../machine/destination.ts';
import { spend, stepsToAsk } from '../../flows/effort.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';

export type Labels = Readonly<Record<string, string>>;

/** An empty selector selects everything. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return selector.every((requirement) => {
    spend(stepsToAsk + requirement.values.length / 4);
    return isMet(requirement, labels);
  });
}

/** `NotIn` also holds where the key is missing, as the API has it. */
function isMet({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
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
}

/** Whether the labels are selected, as far as they are known: one that is not among them may be there all the same. */
export function maySelect(selector: LabelSelector, known: KnownLabels): 'yes' | 'no' | 'perhaps' {
  let isSelected: 'yes' | 'perhaps' = 'yes';
  for (const requirement of selector) {
    spend(stepsToAsk + requirement.values.length / 4);
    const isHeld = mayBeMet(requirement, known);
    if (isHeld === 'no') return 'no';
    if (isHeld === 'perhaps') isSelected = 'perhaps';
  }
  return isSelected;
}

function mayBeMet(requirement: LabelRequirement, { labels, incomplete, open }: KnownLabels): 'yes' | 'no' | 'perhaps' {
  const { key, operator } = requirement;
  const label = open?.get(key);
  if (label?.isThere === true && operator === 'Exists') return 'yes';
  if (label?.isThere === true && operator === 'DoesNotExist') return 'no';
  if (label !== undefined || (incomplete !== undefined && !Object.hasOwn(labels, key))) return 'perhaps';
  return isMet(requirement, labels) ? 'yes' : 'no';
}

/** `metav1.LabelSelector`; the failure names what the API server would refuse. */
export function readLabelSelector(value: unknown): Result<LabelSelector, string> {
  if (value === null || value === undefined) return succeed([]);
  if (!isRecord(value)) return fail('A label selector must be a map.');
  const unknownField = findOtherField(value, ['matchLabels', 'matchExpressions']);
  if (unknownField !== undefined) return fail(`A label selector has no field “${unknownField}”.`);
  const matchLabels = value['matchLabels'] ?? {};
  if (!isRecord(matchLabels)) return fail('matchLabels must be a map.');
  const matchExpressions = value['matchExpressions'] ?? [];
  if (!Array.isArray(matchExpressions)) return fail('matchExpressions must be a list.');
  const requirements: LabelRequirement[] = [];
  for (const requirement of [
    ...Object.entries(matchLabels).map(([key, label]) => readLabel(key, label)),
    ...matchExpressions.map(readExpression),
  ]) {
    if (!requirement.ok) return requirement;
    requirements.push(requirement.value);
  }
  return succeed(requirements);
}

function findOtherField(value: Record<string, unknown>, known: readonly string[]): string | undefined {
  const other = Object.keys(value).find((field) => !known.includes(field));
  return other === undefined ? undefined : describeValue(other);
}

function readLabel(key: string, label: unknown): Result<LabelRequirement, string> {
  const value = label ?? '';
  if (typeof value !== 'string') {
    return fail(`The label ${describeValue(key)} must be a string, not ${describeValue(value)}: put it in quotes.`);
  }
  return checkWords({ key, operator: 'In', values: [value] });
}

function readExpression(expression: unknown): Result<LabelRequirement, string> {
  if (!isRecord(expression) || typeof expression['key'] !== 'string') return fail('A match expression needs a key.');
  const unknownField = findOtherField(expression, ['key', 'operator', 'values']);
  if (unknownField !== undefined) return fail(`A match expression has no field “${unknownField}”.`);
  const { key, operator } = expression as { key: string; operator?: unknown };
  const values = expression['values'] ?? [];
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) {
    return fail(`The values of the match expression on ${describeValue(key)} must be strings.`);
  }
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) return fail(`${describeValue(key)} ${operator} needs at least one value.`);
      return checkWords({ key, operator, values });
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) return fail(`${describeValue(key)} ${operator} takes no values.`);
      return checkWords({ key, operator, values: [] });
    default:
      return fail(`The operator on ${describeValue(key)} must be In, NotIn, Exists or DoesNotExist.`);
  }
}

function checkWords(requirement: LabelRequirement): Result<LabelRequirement, string> {
  if (!isLabelKey(requirement.key)) return fail(`“${describeValue(requirement.key)}” can’t be the key of a label.`);
  const wrong = requirement.values.find((value) => !isLabelValue(value));
  return wrong === undefined ? succeed(requirement) : fail(`“${describeValue(wrong)}” can’t be the value of a label.`);
}
