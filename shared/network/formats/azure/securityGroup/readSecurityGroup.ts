import { isRecord, textOf } from '../../../../kernel/jsonFields.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { idsOf, pathOfItem } from '../azureResource.ts';
import type { AzureResource } from '../azureResource.ts';
import type { ReadThing } from '../withoutDuplicates.ts';
import type { Direction, NetworkSecurityGroup, SecurityRule } from './networkSecurityGroup.ts';
import { impliedDefaults, readSecurityRule } from './readSecurityRule.ts';
import type { AzureProblem, RuleList } from './readSecurityRule.ts';

export function readSecurityGroup(resource: AzureResource, problems: AzureProblem[]): ReadThing<NetworkSecurityGroup> {
  const { value, file, document, path } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `NSG ${name}` };
  let notUnderstood: string | undefined;
  const refuse = (message: string): void => {
    notUnderstood ??= `${place.rule}: ${message}`;
    const remedy = 'Export it with `az network nsg list -o json`, which writes the rules of each group.';
    problems.push({ place, severity: 'error', message: `${place.rule}: ${message}`, remedy });
  };
  const rulesIn = (field: 'securityRules' | 'defaultSecurityRules', isNeeded: boolean): readonly unknown[] => {
    const list = value[field] ?? (isNeeded ? undefined : []);
    if (!Array.isArray(list)) {
      refuse(`It has no list ${field}.`);
      return [];
    }
    for (const [index, item] of list.entries()) {
      if (!isRecord(item)) refuse(`Rule ${index + 1} of ${field} is no object.`);
    }
    return list;
  };
  const lists = {
    securityRules: rulesIn('securityRules', true),
    defaultSecurityRules: rulesIn('defaultSecurityRules', false),
  };
  const rulesOf = (field: keyof typeof lists, direction: Direction, found: AzureProblem[]): readonly SecurityRule[] => {
    const list: RuleList = {
      place: { ...place, ...(field === 'defaultSecurityRules' && { isBuiltIn: true }) },
      pathOf: (index) => pathOfItem(resource, field, index),
    };
    const rules: SecurityRule[] = [];
    for (const [index, item] of lists[field].entries()) {
      const rule = isRecord(item) ? readSecurityRule(item, direction, list, index, found) : undefined;
      if (rule !== undefined) rules.push(rule);
    }
    return rules;
  };
  const inOrder = (direction: Direction, found: AzureProblem[]): readonly SecurityRule[] => {
    const own = withoutSharedPriorities(rulesOf('securityRules', direction, found), found);
    const defaults = rulesOf('defaultSecurityRules', direction, found);
    const rules = [...own, ...(defaults.length > 0 ? defaults : impliedDefaults(place, direction))];
    return rules.toSorted((one, other) => one.priority - other.priority);
  };
  return {
    written: () => JSON.stringify([value['securityRules'], value['defaultSecurityRules']]),
    thing: {
      name,
      id: textOf(value['id']),
      attachedTo: [...idsOf(value['subnets']), ...idsOf(value['networkInterfaces'])],
      outbound: inOrder('outbound', problems),
      // What is wrong with an inbound rule is told by the findings that it leaves open: no verdict goes by it.
      inbound: () => inOrder('inbound', []),
      place,
      notUnderstood,
    },
  };
}

/** Azure takes a priority once a direction; which of two comes first can't be known. */
function withoutSharedPriorities(rules: readonly SecurityRule[], problems: AzureProblem[]): readonly SecurityRule[] {
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const { priority } of rules) (seen.has(priority) ? shared : seen).add(priority);
  if (shared.size === 0) return rules;
  const contested = rules.filter(({ priority }) => shared.has(priority));
  const byPriority = Map.groupBy(contested, ({ priority }) => priority);
  return rules.map((rule) => {
    const other = byPriority.get(rule.priority)?.find((candidate) => candidate !== rule);
    if (other === undefined || rule.notUnderstood !== undefined || other.notUnderstood !== undefined) return rule;
    const { place } = rule.placed;
    const message = `${place.rule}: It has the priority of ${other.name}.`;
    problems.push({ place, severity: 'error', message, remedy: 'Give each rule a priority of its own.' });
    return { ...rule, notUnderstood: message };
  });
}
