/** Firewall policies: which rule groups in what order, and what is done where none decides. Source: API, FirewallPolicy. */
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { AwsThing } from '../awsDocuments.ts';
import { findUnknownField, hasContent, isRecord, listOf, textOf, textsOf } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { findFunction } from '../cloudFormation.ts';
import { readEach, refuse } from '../reading.ts';
import { below, unknownFieldRemedy } from '../../../reading/ruleReading.ts';
import type { Report } from '../../../reading/ruleReading.ts';
import type { FirewallPolicy, GroupReference, StatefulDefault } from './firewallPolicy.ts';
import { orderOf, readDefinitions, refuseFunction, statelessActionOf } from './readRuleGroups.ts';

const policyFields = new Set([
  'StatelessRuleGroupReferences',
  'StatelessDefaultActions',
  // What becomes of fragments says nothing about whole packets.
  'StatelessFragmentDefaultActions',
  'StatelessCustomActions',
  'StatefulRuleGroupReferences',
  'StatefulDefaultActions',
  'StatefulEngineOptions',
  'PolicyVariables',
  'Route53ResolvedIPValidation',
]);
const engineFields = new Set(['RuleOrder', 'StreamExceptionPolicy', 'FlowTimeouts']);
const variableFields = new Set(['RuleVariables']);
const referenceFields = new Set(['ResourceArn', 'Priority', 'Override', 'DeepThreatInspection']);

const statefulDefaults: ReadonlyMap<string, StatefulDefault> = new Map([
  ['aws:drop_strict', 'drop strict'],
  ['aws:drop_established', 'drop established'],
  ['aws:drop_established_app_layer', 'drop established'],
  ['aws:drop_established_app_layer_to_server', 'drop established to server'],
  ['aws:alert_strict', 'none'],
  ['aws:alert_established', 'none'],
  ['aws:alert_established_app_layer', 'none'],
  ['aws:alert_established_app_layer_to_server', 'none'],
]);

/** From the one that drops most. */
const defaultRanks: readonly StatefulDefault[] = ['drop strict', 'drop established', 'drop established to server'];

export function readFirewallPolicies(things: readonly AwsThing[], report: Report): readonly FirewallPolicy[] {
  return readEach(
    things,
    'firewall policy',
    report,
    (value, place) => readPolicy(value, place, report),
    ({ FirewallPolicy: said }) => said,
  );
}

function readPolicy(value: JsonRecord, at: RulePlace, report: Report): FirewallPolicy {
  const policy = isRecord(value['FirewallPolicy']) ? value['FirewallPolicy'] : {};
  const about = isRecord(value['FirewallPolicyResponse']) ? value['FirewallPolicyResponse'] : {};
  const name = textOf(about['FirewallPolicyName']);
  const id = textOf(about['FirewallPolicyArn']) ?? name ?? '';
  const place: RulePlace = { ...at, rule: `firewall policy ${describeValue(name ?? id)}` };
  const where = below(place, ['FirewallPolicy']);
  const engine = isRecord(policy['StatefulEngineOptions']) ? policy['StatefulEngineOptions'] : {};
  const variables = isRecord(policy['PolicyVariables']) ? policy['PolicyVariables'] : {};
  const order = orderOf(engine);
  const statelessDefault = statelessActionOf(policy['StatelessDefaultActions']);
  const defaults = textsOf(policy['StatefulDefaultActions']);
  const statefulGroups = readReferences(policy, 'StatefulRuleGroupReferences', where);
  const statelessGroups = readReferences(policy, 'StatelessRuleGroupReferences', where);
  const wrong = (): string | undefined => {
    if (hasContent(policy['TLSInspectionConfigurationArn'])) {
      return refuse(
        report,
        where,
        'it inspects TLS, which changes what rules see.',
        'Such policies are not judged; the layer stays unknown.',
      );
    }
    const unresolved = findFunction(policy);
    if (unresolved !== undefined) return refuseFunction(unresolved, where, report);
    const unnamed = [...statefulGroups, ...statelessGroups].find(({ namedBy }) => namedBy !== undefined);
    if (unnamed?.namedBy !== undefined) return refuseFunction(unnamed.namedBy, unnamed.place, report);
    const references = [
      ...listOf(policy['StatefulRuleGroupReferences']),
      ...listOf(policy['StatelessRuleGroupReferences']),
    ];
    const unknown =
      findUnknownField(policy, policyFields) ??
      findUnknownField(engine, engineFields) ??
      findUnknownField(variables, variableFields) ??
      references
        .map((reference) => (isRecord(reference) ? findUnknownField(reference, referenceFields) : 'reference'))
        .find((field) => field !== undefined);
    if (unknown !== undefined) return refuse(report, where, `the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (order === undefined) return refuse(report, where, 'its rule order is not known.');
    if (statelessDefault === undefined) return refuse(report, where, 'its stateless default action is not known.');
    const strange = defaults.find((action) => action.startsWith('aws:') && !statefulDefaults.has(action));
    if (strange !== undefined) return refuse(report, where, `the default action “${strange}” is not known.`);
    if (hasContent(policy['StatefulDefaultActions']) && defaults.length === 0)
      return refuse(report, where, 'its default actions are no list of texts.');
    if (order === 'strict' && statefulGroups.some(({ priority }) => Number.isNaN(priority)))
      return refuse(report, where, 'a rule group has no priority, which strict order goes by.');
    if (statelessGroups.some(({ priority }) => Number.isNaN(priority)))
      return refuse(report, where, 'a stateless rule group has no priority.');
    if (order === 'action' && defaults.length > 0)
      return refuse(report, where, 'it has default actions, which action order does not.');
    const priorities = [statelessGroups, order === 'strict' ? statefulGroups : []];
    if (priorities.some((groups) => new Set(groups.map(({ priority }) => priority)).size < groups.length)) {
      return refuse(report, where, 'two of its rule groups have the same priority.');
    }
    return undefined;
  };
  const unreliable = wrong();
  return {
    id,
    names: name === undefined ? [] : [name],
    place,
    statelessGroups: statelessGroups.toSorted((one, other) => one.priority - other.priority),
    statelessDefault: statelessDefault ?? 'forward',
    order: order ?? 'action',
    statefulGroups:
      order === 'strict' ? statefulGroups.toSorted((one, other) => one.priority - other.priority) : statefulGroups,
    statefulDefault:
      defaultRanks.find((rank) => defaults.some((action) => statefulDefaults.get(action) === rank)) ?? 'none',
    variables: {
      addresses: readDefinitions(
        variables['RuleVariables'],
        below(where, ['PolicyVariables', 'RuleVariables']),
        report,
      ),
      ports: new Map(),
      references: new Map(),
    },
    mayDropMore: hasContent(policy['Route53ResolvedIPValidation'])
      ? `${place.rule} lets through only addresses that the Route 53 Resolver gave out, and which it does is not known.`
      : undefined,
    unreliable,
  };
}

function readReferences(
  policy: JsonRecord,
  field: 'StatefulRuleGroupReferences' | 'StatelessRuleGroupReferences',
  place: RulePlace,
): readonly GroupReference[] {
  return listOf(policy[field]).flatMap((reference, index) => {
    if (!isRecord(reference)) return [];
    const { ResourceArn: arn, Priority: priority, Override: override } = reference;
    // A group that is not named is one that is in no file.
    const id = textOf(arn) ?? '';
    return [
      {
        id,
        namedBy: findFunction(arn),
        priority: typeof priority === 'number' ? priority : Number.NaN,
        dropsOnlyAlert: isRecord(override) && override['Action'] === 'DROP_TO_ALERT',
        place: below(
          place,
          [field, index],
          `${place.rule}: rule group ${describeValue(textOf(arn)?.split('/').at(-1) ?? arn)}`,
        ),
      },
    ];
  });
}
