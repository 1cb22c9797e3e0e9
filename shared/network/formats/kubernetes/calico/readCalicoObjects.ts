import { describeValue } from '../../../../kernel/describeValue.ts';
import { hasContent, isRecord } from '../../../../kernel/jsonFields.ts';
import { makeReport, nameOf, namespaceOf, placeOf, readLabels, recordAt } from '../manifestObject.ts';
import type { ManifestObject, ManifestProblem, Report } from '../manifestObject.ts';
import { directions, policyTypeOf } from '../podPolicy.ts';
import type { Direction } from '../podPolicy.ts';
import { readList, readMap, refuseOtherFields, refuseOtherParts } from '../readFields.ts';
import { defaultTier, unreadTier } from './calicoPolicy.ts';
import type { CalicoPolicy, CalicoRule, HostEndpoint, NetworkSet, Profile, Tier } from './calicoPolicy.ts';
import { readCalicoRule, readSelectorOfLabels } from './readCalicoRule.ts';
import { readAddress, readNet } from './readNet.ts';
import { selectsAll } from './calicoSelector.ts';

/** Stored as a resource of its own; the other group is served by Calico's API server, which fills in what is not written. */
export const storedApi = 'crd.projectcalico.org/v1';

export const calicoApis: ReadonlySet<unknown> = new Set(['projectcalico.org/v3', storedApi]);

const policyFields = [
  'tier',
  'order',
  'selector',
  'types',
  'ingress',
  'egress',
  'serviceAccountSelector',
  'performanceHints',
];
const globalFields = [...policyFields, 'namespaceSelector', 'doNotTrack', 'preDNAT', 'applyOnForward'];

export function readCalicoPolicy(object: ManifestObject, problems: ManifestProblem[]): CalicoPolicy {
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message));
  const { value } = object;
  const isGlobal = value['kind'] === 'GlobalNetworkPolicy';

  refuseOtherParts(value, 'The policy', report);
  const spec = readMap(value, 'spec', report);
  const inSpec = report.at('spec');
  refuseOtherFields(spec, isGlobal ? globalFields : policyFields, 'spec', inSpec);
  const { tier = 'default', order } = spec;
  const isTierRead = typeof tier === 'string' && tier !== '';
  const isSpecRead = isRecord(value['spec'] ?? {});
  if (!isTierRead) inSpec.at('tier').refuse('tier must be the name of a Tier.', 'Correct it.');
  const has = (direction: Direction): boolean => readList(spec, direction, inSpec).length > 0;
  const types = readTypes(spec, inSpec);
  const isSet = (field: string): boolean => isGlobal && readSwitch(spec, field, inSpec);
  const [doNotTrack, preDNAT, appliesOnForward] = [isSet('doNotTrack'), isSet('preDNAT'), isSet('applyOnForward')];
  if (preDNAT && (has('egress') || types?.has('egress') === true)) {
    inSpec.at('preDNAT').refuse('preDNAT is for ingress alone.', 'Make a policy of its own for egress.');
  }
  if (preDNAT && doNotTrack) {
    inSpec.at('preDNAT').refuse('preDNAT can’t stand beside doNotTrack.', 'Make two policies of it.');
  }
  const isForHostsOnly = doNotTrack || preDNAT;
  // Calico’s API asks for it in so many words; what is stored is before routing without it.
  if (isForHostsOnly && !appliesOnForward && value['apiVersion'] !== storedApi) {
    const field = preDNAT ? 'preDNAT' : 'doNotTrack';
    inSpec.at(field).refuse(`${field} needs applyOnForward.`, 'Write `applyOnForward: true`.');
  }
  return {
    kind: isGlobal ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
    name: nameOf(value),
    namespace: isGlobal ? undefined : namespaceOf(value),
    tier: isSpecRead && isTierRead ? tier : unreadTier.name,
    order: readOrder(order, inSpec.at('order')),
    selector: readSelectorOfLabels(spec['selector'], inSpec.at('selector')) ?? selectsAll,
    namespaceSelector: readSelectorOfLabels(spec['namespaceSelector'], inSpec.at('namespaceSelector')),
    serviceAccountSelector: readSelectorOfLabels(spec['serviceAccountSelector'], inSpec.at('serviceAccountSelector')),
    types: types ?? typesByDefault(value['apiVersion'], has),
    egress: readRules(object, 'egress', report),
    ingress: readRules(object, 'ingress', report),
    isForHostsOnly,
    appliesOnForward: appliesOnForward || isForHostsOnly,
    place,
    notUnderstood,
  };
}

function readSwitch(spec: Record<string, unknown>, field: string, report: Report): boolean {
  const value = spec[field] ?? false;
  if (typeof value === 'boolean') return value;
  report.at(field).refuse(`${field} must be true or false.`, 'Write it without quotes.');
  return false;
}

/** The API server fills in the types; where they are missing in what is stored, both directions are meant. */
function typesByDefault(api: unknown, has: (direction: Direction) => boolean): ReadonlySet<Direction> {
  if (api === storedApi) return new Set(['egress', 'ingress']);
  if (!has('egress')) return new Set(['ingress']);
  return new Set(has('ingress') ? ['egress', 'ingress'] : ['egress']);
}

function readRules(object: ManifestObject, direction: Direction, report: Report): readonly CalicoRule[] {
  const place = placeOf(object);
  const spec = recordAt(object.value, 'spec');
  const { kind, apiVersion } = object.value;
  const list = { direction, isGlobal: kind === 'GlobalNetworkPolicy', isStored: apiVersion === storedApi };
  return readList(spec, direction, report.at('spec')).flatMap((rule, index) => {
    const path = ['spec', direction, index] as const;
    return readCalicoRule(rule, { ...place, path: [...place.path, ...path] }, list, report.at(...path)) ?? [];
  });
}

/** Undefined where none is written. */
function readTypes(spec: Record<string, unknown>, report: Report): ReadonlySet<Direction> | undefined {
  const types = readList(spec, 'types', report);
  if (types.some((type) => type !== 'Ingress' && type !== 'Egress')) {
    report.at('types').refuse('types may hold Ingress and Egress, and nothing else.', 'Correct the list.');
  }
  if (new Set(types).size < types.length) {
    report.at('types').refuse('types has the same twice.', 'Leave one of them out.');
  }
  if (types.length === 0) return undefined;
  return new Set(directions.filter((direction) => types.includes(policyTypeOf[direction])));
}

/** What has no order comes last, and what may have any first: what is not known of it holds for all that it may come before. */
function readOrder(value: unknown, report: Report): number {
  if (value === undefined || value === null) return Infinity;
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  report.refuse(`“${describeValue(value)}” is no order.`, 'Write a number without quotes.');
  return -Infinity;
}

export function readNetworkSet(object: ManifestObject, problems: ManifestProblem[]): NetworkSet {
  const { value } = object;
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message));
  const labels = refuseOtherParts(value, 'The set', report);
  const inSpec = report.at('spec');
  const spec = readMap(value, 'spec', report);
  refuseOtherFields(spec, ['nets', 'allowedEgressDomains'], 'spec', inSpec);
  return {
    name: nameOf(value),
    namespace: value['kind'] === 'GlobalNetworkSet' ? undefined : namespaceOf(value),
    labels,
    nets: readList(spec, 'nets', inSpec).flatMap((net, index) => readNet(net, inSpec.at('nets', index)) ?? []),
    domains: readList(spec, 'allowedEgressDomains', inSpec).filter((domain) => typeof domain === 'string'),
    place,
    notUnderstood,
  };
}

export function readHostEndpoint(object: ManifestObject, problems: ManifestProblem[]): HostEndpoint {
  const { value } = object;
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message));
  const labels = refuseOtherParts(value, 'The host endpoint', report);
  const inSpec = report.at('spec');
  const spec = readMap(value, 'spec', report);
  refuseOtherFields(spec, ['node', 'interfaceName', 'expectedIPs', 'profiles', 'ports'], 'spec', inSpec);
  const addresses = readList(spec, 'expectedIPs', inSpec);
  if (!hasContent(spec['node'])) inSpec.refuse('A host endpoint needs a node.', 'Write the name of the node.');
  if (!hasContent(spec['interfaceName']) && addresses.length === 0) {
    inSpec.refuse('A host endpoint needs an interfaceName or expectedIPs.', 'Write which one it has.');
  }
  return {
    name: nameOf(value),
    labels,
    nets: addresses.flatMap((one, index) => readAddress(one, inSpec.at('expectedIPs', index)) ?? []),
    place,
    notUnderstood,
  };
}

/** Settings of Calico's controllers; source: KubeControllersConfiguration, `hostEndpoint.autoCreate`. */
export function makesHostEndpoints({ value }: ManifestObject): boolean {
  const { controllers } = recordAt(value, 'spec');
  const node = isRecord(controllers) ? controllers['node'] : undefined;
  const hostEndpoint = isRecord(node) ? node['hostEndpoint'] : undefined;
  return isRecord(hostEndpoint) && hostEndpoint['autoCreate'] === 'Enabled';
}

export function readTier(object: ManifestObject, problems: ManifestProblem[]): Tier {
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message));
  refuseOtherParts(object.value, 'The tier', report);
  const inSpec = report.at('spec');
  const spec = readMap(object.value, 'spec', report);
  refuseOtherFields(spec, ['order', 'defaultAction'], 'spec', inSpec);
  const name = nameOf(object.value);
  const isDefault = name === defaultTier.name;
  const { order = isDefault ? defaultTier.order : undefined, defaultAction = 'Deny' } = spec;
  if (defaultAction !== 'Deny' && defaultAction !== 'Pass') {
    inSpec.at('defaultAction').refuse(`“${describeValue(defaultAction)}” is no default action.`, 'Use Deny or Pass.');
  }
  if (isDefault && (order !== defaultTier.order || defaultAction !== 'Deny')) {
    inSpec.refuse(
      `The tier ${name} has the order ${defaultTier.order} and ends in Deny, and nothing else.`,
      'Make a tier of your own.',
    );
  }
  return {
    name,
    order: readOrder(order, inSpec.at('order')),
    otherwise: defaultAction === 'Pass' ? 'pass' : 'deny',
    place,
    notUnderstood,
  };
}

/** Calico makes the profiles of pods again, whatever was changed in them. */
export function readProfile(object: ManifestObject, problems: ManifestProblem[]): Profile {
  const place = placeOf(object);
  const report = makeReport(place, problems);
  const spec = recordAt(object.value, 'spec');
  const name = nameOf(object.value);
  const [first, ...others] = readList(spec, 'egress', report.at('spec'));
  const isAllowingAll =
    others.length === 0 &&
    isRecord(first) &&
    first['action'] === 'Allow' &&
    Object.keys(first).length <= allowAllFields;
  if (podProfile.test(name) && first !== undefined && !isAllowingAll) {
    report
      .at('spec', 'egress')
      .warn(
        'Calico makes the profiles of namespaces and service accounts itself, and they allow everything: these rules are not in force.',
        'Write the rules as a policy.',
      );
  }
  return { name, labels: readLabels(spec['labelsToApply'], report.at('spec', 'labelsToApply'), isKeyOfProfile) };
}

/** Before the labels of a namespace stands `pcns.` there, so that they may be longer than Kubernetes takes them. */
function isKeyOfProfile(key: string): boolean {
  return /^[A-Za-z0-9_./-]{1,512}$/.test(key);
}

const podProfile = /^(?:kns|ksa)\./;
/** `action`, and `source` and `destination` as Calico prints them, empty. */
const allowAllFields = 3;
