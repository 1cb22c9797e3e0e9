/** Rule groups of Network Firewall: Suricata rules, simple rules, domain lists, stateless rules. Source: API, RuleGroup. */
import { NOWHERE, somewhereIn } from '../../../flows/addressBounds.ts';
import { ALL_FLOWS } from '../../../flows/flowSet.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { ALL_SERVICES, NO_SERVICES, servicesOfProtocol, uniteServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { AwsThing } from '../awsDocuments.ts';
import {
  findUnknownField,
  hasContent,
  isRecord,
  listOf,
  recordsOf,
  textOf,
  textsOf,
} from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { findFunction } from '../cloudFormation.ts';
import { readEach, refuse } from '../reading.ts';
import { below, parseRange, unknownFieldRemedy } from '../../../reading/ruleReading.ts';
import type { Report } from '../../../reading/ruleReading.ts';
import { readConditions, readPriority } from './conditions.ts';
import { readAddresses, readDefinition, readOnce, readPortDefinition, readPorts } from './expressions.ts';
import type { Names } from './expressions.ts';
import { tcpFlags } from './firewallPolicy.ts';
import type {
  DomainList,
  PortSpan,
  RuleGroup,
  StatelessAction,
  StatelessRule,
  TcpFlags,
  Variables,
} from './firewallPolicy.ts';
import { findContradiction } from './findContradiction.ts';
import { opaqueRule, parseOption, parseSuricataRules } from './parseSuricataRules.ts';
import { servicesOfApplication, servicesOfPacketProtocol } from './applicationProtocols.ts';
import type { SuricataRule } from './suricataRule.ts';
import type { SuricataOption } from './suricataOption.ts';

const groupFields = new Set([
  'RuleVariables',
  'ReferenceSets',
  'RulesSource',
  'StatefulRuleOptions',
  'SummaryConfiguration',
]);
const sourceFields = new Set(['RulesString', 'RulesSourceList', 'StatefulRules', 'StatelessRulesAndCustomActions']);
const classicTypes: ReadonlySet<string> = new Set(['STATELESS', 'STATEFUL', 'STATEFUL_DOMAIN']);

export function readRuleGroups(things: readonly AwsThing[], report: Report): readonly RuleGroup[] {
  return readEach(
    things,
    'firewall rule group',
    report,
    (value, place) => readGroup(value, place, report),
    ({ RuleGroup: said }) => said,
  );
}

function readGroup(value: JsonRecord, at: RulePlace, report: Report): RuleGroup {
  const group = isRecord(value['RuleGroup']) ? value['RuleGroup'] : {};
  const about = isRecord(value['RuleGroupResponse']) ? value['RuleGroupResponse'] : {};
  const name = textOf(about['RuleGroupName']);
  const id = textOf(about['RuleGroupArn']) ?? name ?? '';
  const place: RulePlace = { ...at, rule: `rule group ${describeValue(name ?? id)}` };
  const where = below(place, ['RuleGroup']);
  const variables = readVariables(group, where, report);
  const source = isRecord(group['RulesSource']) ? group['RulesSource'] : {};
  const unknown = findUnknownField(group, groupFields) ?? findUnknownField(source, sourceFields);
  const unresolved = findFunction(group);
  const type = textOf(about['Type']);
  const order = orderOf(group['StatefulRuleOptions']);
  const wrong = (): string | undefined => {
    if (unresolved !== undefined) return refuseFunction(unresolved, where, report);
    if (unknown !== undefined) return refuse(report, where, `the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (type !== undefined && !classicTypes.has(type)) {
      return refuse(
        report,
        place,
        `it is of the type ${type}, for policies of another engine.`,
        'Such policies are not judged; the layer stays unknown.',
      );
    }
    if (order === undefined) return refuse(report, where, 'its rule order is not known.');
    return undefined;
  };
  const unreliable = wrong();
  return {
    id,
    names: name === undefined ? [] : [name],
    place,
    // What is wrong with a part is no matter where the whole is not told.
    rules: readRules(source, below(where, ['RulesSource']), variables, unresolved === undefined ? report : unheard),
    order: order ?? 'action',
    variables,
    unreliable,
  };
}

/** A template from which it does not follow what it makes. */
export function refuseFunction(name: string, place: RulePlace, report: Report): string {
  const remedy =
    'Give what is deployed: the output of `aws network-firewall describe-firewall-policy` and `describe-rule-group`.';
  return refuse(report, place, `“${name}” stands in it for what the template alone does not tell.`, remedy);
}

const unheard: Report = () => undefined;

export function orderOf(options: unknown): 'action' | 'strict' | undefined {
  const order = isRecord(options) ? textOf(options['RuleOrder']) : undefined;
  if (order === undefined || order === 'DEFAULT_ACTION_ORDER') return 'action';
  return order === 'STRICT_ORDER' ? 'strict' : undefined;
}

function readRules(source: JsonRecord, place: RulePlace, variables: Variables, report: Report): RuleGroup['rules'] {
  const stateless = source['StatelessRulesAndCustomActions'];
  if (isRecord(stateless)) {
    return {
      kind: 'stateless',
      rules: readStatelessRules(stateless, below(place, ['StatelessRulesAndCustomActions']), report),
    };
  }
  if (isRecord(source['RulesSourceList'])) {
    return { kind: 'domains', list: readDomains(source['RulesSourceList'], below(place, ['RulesSourceList']), report) };
  }
  const text = textOf(source['RulesString']);
  const written = text === undefined ? [] : parseSuricataRules(text, below(place, ['RulesString']), report);
  const simple = listOf(source['StatefulRules']).flatMap((rule, index) =>
    readSimpleRule(rule, below(place, ['StatefulRules', index]), report),
  );
  if (!hasContent(source['RulesString']) && !Array.isArray(source['StatefulRules'])) {
    const why = refuse(report, place, 'it has no rules that are understood.');
    return { kind: 'stateful', rules: [opaqueRule('pass', place, why), opaqueRule('drop', place, why)] };
  }
  return { kind: 'stateful', rules: understand([...written, ...simple], variables, place, report) };
}

/** Finds rules that can’t be judged, and reports what is not judged once for each option. */
function understand(
  rules: readonly SuricataRule[],
  variables: Variables,
  place: RulePlace,
  report: Report,
): readonly SuricataRule[] {
  const names = namesForReading(variables);
  const heads = new Map<string, string | undefined>();
  const unjudged = new Map<string, { readonly first: SuricataRule; count: number }>();
  const understood = rules.map((rule) => {
    if (rule.notUnderstood !== undefined || rule.action === 'alert') return rule;
    const { protocol, source, sourcePorts, destination, destinationPorts } = rule;
    const head = [protocol, source, sourcePorts, destination, destinationPorts].join(' ');
    if (!heads.has(head)) heads.set(head, findProblem(rule, names));
    const problem = heads.get(head);
    if (problem !== undefined) {
      return {
        ...rule,
        notUnderstood: refuse(report, rule.place, problem, 'Define what it names, or correct the rule.'),
      };
    }
    for (const keyword of new Set(rule.conditions.unjudged)) {
      const known = unjudged.get(keyword);
      if (known === undefined) unjudged.set(keyword, { first: rule, count: 1 });
      else known.count += 1;
    }
    return rule;
  });
  for (const [keyword, { first, count }] of unjudged) {
    report(
      { ...place, path: first.place.path, rule: first.place.rule },
      `${place.rule}: “${keyword}” is not judged; ${count === 1 ? 'one rule that has it matches' : `${count} rules that have it match`} perhaps.`,
      'What those rules decide stays unknown.',
      'warning',
    );
  }
  return understood;
}

/** Why the head of a rule can’t be judged. */
function findProblem(rule: SuricataRule, names: Names): string | undefined {
  const parts = [
    readAddresses(rule.source, names),
    readAddresses(rule.destination, names),
    readPorts(rule.sourcePorts, names),
    readPorts(rule.destinationPorts, names),
  ];
  for (const part of parts) {
    if (!part.ok) return part.problem;
  }
  const { protocol } = rule;
  return servicesOfPacketProtocol(protocol) === undefined && servicesOfApplication(protocol) === undefined
    ? `the protocol “${protocol}” is not known.`
    : undefined;
}

/** While reading, it matters only whether what a name stands for is understood; HOME_NET and EXTERNAL_NET always are. */
function namesForReading({ addresses, ports, references }: Variables): Names {
  const somewhere = { included: somewhereIn(ALL_FLOWS, 'It is not looked into yet.'), excluded: NOWHERE };
  const names: Names = readOnce({
    addresses: (name, depth) => {
      const bare = name.slice(1);
      if (name.startsWith('@')) return references.has(bare) ? somewhere : undefined;
      const definition = addresses.get(bare);
      if (definition === undefined) return bare === 'HOME_NET' || bare === 'EXTERNAL_NET' ? somewhere : undefined;
      return readDefinition(definition, names, depth) && somewhere;
    },
    ports: (name, depth) => readPortDefinition(ports.get(name.slice(1)), names, depth),
  });
  return names;
}

function readVariables(group: JsonRecord, place: RulePlace, report: Report): Variables {
  const variables = isRecord(group['RuleVariables']) ? group['RuleVariables'] : {};
  const sets = isRecord(group['ReferenceSets']) ? group['ReferenceSets'] : {};
  const references = isRecord(sets['IPSetReferences']) ? sets['IPSetReferences'] : {};
  return {
    addresses: readDefinitions(variables['IPSets'], below(place, ['RuleVariables', 'IPSets']), report),
    ports: readDefinitions(variables['PortSets'], below(place, ['RuleVariables', 'PortSets']), report),
    references: new Map(
      Object.entries(references).flatMap(([name, reference]) => {
        const arn = isRecord(reference) ? textOf(reference['ReferenceArn']) : undefined;
        return arn === undefined ? [] : [[name, arn] as const];
      }),
    ),
  };
}

export function readDefinitions(
  sets: unknown,
  place: RulePlace,
  report: Report,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(isRecord(sets) ? sets : {}).map(([name, set]) => {
      const definition = isRecord(set) ? set['Definition'] : undefined;
      const unresolved = findFunction(definition);
      if (unresolved !== undefined) {
        refuseFunction(unresolved, below(place, [name], `${place.rule}: the variable ${name}`), report);
      }
      // What is no text is no address either, which leaves the whole set unknown.
      return [name, listOf(definition).map((item) => (typeof item === 'string' ? item : describeValue(item)))];
    }),
  );
}

const headerFields = new Set(['Protocol', 'Source', 'SourcePort', 'Direction', 'Destination', 'DestinationPort']);
const simpleFields = new Set(['Action', 'Header', 'RuleOptions']);

function readSimpleRule(value: unknown, at: RulePlace, report: Report): readonly SuricataRule[] {
  const rule: JsonRecord = isRecord(value) ? value : {};
  const header = isRecord(rule['Header']) ? rule['Header'] : {};
  const action = describeValue(rule['Action']).toLowerCase();
  const text = (field: string): string => textOf(header[field]) ?? '';
  /** `ANY` is written in any case; names of variables are not the same in another. */
  const end = (field: string): string => (text(field).toLowerCase() === 'any' ? 'any' : text(field));
  const options = recordsOf(rule['RuleOptions']).map(toOption);
  const shown = `${action} ${text('Protocol')} ${text('Source')} ${text('SourcePort')} ${text('Direction')} ${text('Destination')} ${text('DestinationPort')}`;
  const place: RulePlace = { ...at, rule: `${at.rule}: ${shown}` };
  const wrong = (): string | undefined => {
    const unknown = findUnknownField(rule, simpleFields) ?? findUnknownField(header, headerFields);
    if (unknown !== undefined) return refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (!['pass', 'drop', 'reject', 'alert'].includes(action))
      return refuse(report, place, `the action “${action}” is not known.`);
    const missing = [...headerFields].find((field) => text(field) === '');
    if (missing !== undefined) return refuse(report, place, `it has no ${missing}.`);
    if (!['FORWARD', 'ANY'].includes(text('Direction'))) return refuse(report, place, 'its direction is not known.');
    const contradiction = findContradiction(text('Protocol').toLowerCase(), options);
    return contradiction === undefined ? undefined : refuse(report, place, contradiction);
  };
  const notUnderstood = wrong();
  if (notUnderstood !== undefined) {
    return (['pass', 'drop'] as const).map((one) => opaqueRule(one, place, notUnderstood));
  }
  return [
    {
      action: action as SuricataRule['action'],
      protocol: text('Protocol').toLowerCase(),
      source: end('Source'),
      sourcePorts: end('SourcePort'),
      destination: end('Destination'),
      destinationPorts: end('DestinationPort'),
      isBidirectional: text('Direction') === 'ANY',
      conditions: readConditions(options),
      priority: readPriority(options),
      place,
      notUnderstood: undefined,
    },
  ];
}

/** `sid` with the setting `1` is written `sid:1` as well. */
function toOption(option: JsonRecord): SuricataOption {
  return parseOption(
    [textOf(option['Keyword']) ?? '', textsOf(option['Settings']).join(',')].filter(Boolean).join(':'),
  );
}

const listFields = new Set(['Targets', 'TargetTypes', 'GeneratedRulesType']);
const listActions: ReadonlyMap<string, NonNullable<DomainList['action']>> = new Map([
  ['ALLOWLIST', 'allow'],
  ['DENYLIST', 'drop'],
  ['REJECTLIST', 'reject'],
  ['ALERTLIST', 'alert'],
]);
const targetTypes = new Set(['TLS_SNI', 'HTTP_HOST', 'AWS_ROUTE_53_RESOLVED_DOMAIN']);

function readDomains(list: JsonRecord, place: RulePlace, report: Report): DomainList {
  const types = textsOf(list['TargetTypes']);
  const type = textOf(list['GeneratedRulesType']) ?? '';
  const action = listActions.get(type);
  const unknown = findUnknownField(list, listFields) ?? types.find((one) => !targetTypes.has(one));
  const wrong = (): string | undefined => {
    if (unknown !== undefined) return refuse(report, place, `“${unknown}” is not known.`, unknownFieldRemedy);
    if (types.length === 0) return refuse(report, place, 'it has no TargetTypes.');
    if (textsOf(list['Targets']).length === 0 || textsOf(list['Targets']).length < listOf(list['Targets']).length) {
      return refuse(report, place, 'its Targets are no list of domains.');
    }
    return action === undefined ? refuse(report, place, `the type “${type}” is not known.`) : undefined;
  };
  const why = wrong();
  return {
    targets: textsOf(list['Targets']).map((name, index) => {
      const at = below(place, ['Targets', index], `${place.rule}: ${type} ${name}`);
      const isDomain = domain.test(name);
      const remedy = 'Write x.com, or .x.com for all names below as well.';
      const notUnderstood = why ?? (isDomain ? undefined : refuse(report, at, 'it is not a domain.', remedy));
      return { name: name.toLowerCase(), place: at, notUnderstood };
    }),
    action,
    matchesTls: types.includes('TLS_SNI'),
    matchesHttp: types.includes('HTTP_HOST'),
    matchesResolved: types.includes('AWS_ROUTE_53_RESOLVED_DOMAIN'),
    place: { ...place, rule: `${place.rule}: ${type}` },
    notUnderstood: why,
  };
}

/** Without nested repetition, so that no text can make it slow. */
const domain = /^\.?[a-z0-9_][a-z0-9_.-]*$/i;

const statelessFields = new Set(['StatelessRules', 'CustomActions']);
const statelessRuleFields = new Set(['Priority', 'RuleDefinition']);
const definitionFields = new Set(['MatchAttributes', 'Actions']);
const attributeFields = new Set([
  'Sources',
  'Destinations',
  'SourcePorts',
  'DestinationPorts',
  'Protocols',
  'TCPFlags',
]);

function readStatelessRules(value: JsonRecord, place: RulePlace, report: Report): readonly StatelessRule[] {
  const unknown = findUnknownField(value, statelessFields);
  const why =
    unknown === undefined
      ? undefined
      : refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy);
  const rules = listOf(value['StatelessRules']).map((rule, index) =>
    readStatelessRule(rule, below(place, ['StatelessRules', index]), why, report),
  );
  const byPriority = Map.groupBy(rules, ({ priority }) => priority);
  return rules
    .map((rule) => {
      const same = byPriority.get(rule.priority) ?? [];
      if (same.length === 1 || rule.notUnderstood !== undefined) return rule;
      return { ...rule, notUnderstood: refuse(report, rule.place, 'its priority stands twice.') };
    })
    .toSorted((one, other) => one.priority - other.priority);
}

function readStatelessRule(value: unknown, at: RulePlace, why: string | undefined, report: Report): StatelessRule {
  const rule: JsonRecord = isRecord(value) ? value : {};
  const definition = isRecord(rule['RuleDefinition']) ? rule['RuleDefinition'] : {};
  const attributes = isRecord(definition['MatchAttributes']) ? definition['MatchAttributes'] : {};
  const priority = rule['Priority'];
  const action = statelessActionOf(definition['Actions']);
  const place: RulePlace = { ...at, rule: `${at.rule}: stateless ${describeValue(priority)} ${action ?? 'unknown'}` };
  const sources = readCidrs(attributes['Sources']);
  const destinations = readCidrs(attributes['Destinations']);
  const protocols = readProtocols(attributes['Protocols']);
  const sourcePorts = readSpans(attributes['SourcePorts']);
  const destinationPorts = readSpans(attributes['DestinationPorts']);
  const flags = readFlags(attributes['TCPFlags']);
  const wrong = (): string | undefined => {
    const unknown =
      findUnknownField(rule, statelessRuleFields) ??
      findUnknownField(definition, definitionFields) ??
      findUnknownField(attributes, attributeFields);
    if (unknown !== undefined) return refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (typeof priority !== 'number') return refuse(report, place, 'it has no Priority.');
    if (action === undefined)
      return refuse(report, place, 'it has not exactly one of aws:pass, aws:drop and aws:forward_to_sfe.');
    if (sources === 'wrong' || destinations === 'wrong') return refuse(report, place, 'an address is not a range.');
    if (protocols === undefined) return refuse(report, place, 'a protocol is not a number.');
    if (sourcePorts === undefined || destinationPorts === undefined)
      return refuse(report, place, 'a port range is none.');
    if (flags === undefined) return refuse(report, place, 'a TCP flag is not known.');
    return undefined;
  };
  return {
    priority: typeof priority === 'number' ? priority : 0,
    action: action ?? 'forward',
    sources: sources === 'wrong' ? undefined : sources,
    destinations: destinations === 'wrong' ? undefined : destinations,
    protocols: protocols ?? NO_SERVICES,
    sourcePorts: sourcePorts ?? [],
    destinationPorts: destinationPorts ?? [],
    flags: flags ?? [],
    place,
    notUnderstood: why ?? wrong(),
  };
}

const standardActions: ReadonlyMap<string, StatelessAction> = new Map([
  ['aws:pass', 'pass'],
  ['aws:drop', 'drop'],
  ['aws:forward_to_sfe', 'forward'],
]);

/** The one standard action; beside it there may be actions of one's own, which publish metrics. */
export function statelessActionOf(actions: unknown): StatelessAction | undefined {
  const standard = textsOf(actions).flatMap((action) => standardActions.get(action) ?? []);
  const others = textsOf(actions).filter((action) => !standardActions.has(action));
  return standard.length === 1 && !others.some((action) => action.startsWith('aws:')) ? standard[0] : undefined;
}

/** Undefined for any address. */
function readCidrs(list: unknown): readonly AddressRange[] | undefined | 'wrong' {
  const definitions = listOf(list);
  if (definitions.length === 0) return undefined;
  const ranges = definitions.map((definition) =>
    isRecord(definition) ? parseRange(definition['AddressDefinition'])?.range : undefined,
  );
  return ranges.every((range) => range !== undefined) ? ranges : 'wrong';
}

function readProtocols(list: unknown): Services | undefined {
  const numbers = listOf(list);
  if (numbers.length === 0) return ALL_SERVICES;
  if (!numbers.every((number) => typeof number === 'number')) return undefined;
  return numbers.reduce<Services>((all, number) => uniteServices(all, servicesOfProtocol(number)), NO_SERVICES);
}

function readSpans(list: unknown): readonly PortSpan[] | undefined {
  const spans = listOf(list).map((span): PortSpan | undefined => {
    const from = isRecord(span) ? span['FromPort'] : undefined;
    const to = isRecord(span) ? span['ToPort'] : undefined;
    const isSpan = typeof from === 'number' && typeof to === 'number' && from >= 0 && from <= to && to <= 65535;
    return isSpan ? [from, to] : undefined;
  });
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

const flagFields = new Set(['Flags', 'Masks']);

/** Undefined where a flag or a field is not known. */
function readFlags(list: unknown): readonly TcpFlags[] | undefined {
  const isKnown = (field: unknown): field is JsonRecord =>
    isRecord(field) &&
    findUnknownField(field, flagFields) === undefined &&
    [...listOf(field['Flags']), ...listOf(field['Masks'])].every((flag) => tcpFlags.some((one) => one === flag));
  const fields = listOf(list);
  return fields.every(isKnown)
    ? fields.map((field) => ({ flags: textsOf(field['Flags']), masks: textsOf(field['Masks']) }))
    : undefined;
}
