/** Fields of manifests, read as strictly as the API server does: what it would refuse is reported as refused. */
import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import { parseCidr } from '../../flows/address.ts';
import type { Cidr } from '../../flows/address.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import { readLabelSelector } from './labelSelector.ts';
import type { Labels } from './labelSelector.ts';
import { nameOf, readLabels } from './manifestObject.ts';
import type { Report } from './manifestObject.ts';

export function refuseOtherFields(
  value: Record<string, unknown>,
  known: readonly string[],
  what: string,
  report: Report,
): void {
  for (const field of Object.keys(value)) {
    if (known.includes(field)) continue;
    report.at(field).refuse(`${what} has no field “${describeValue(field)}”.`, `Use ${known.join(', ')}.`);
  }
}

/** As the API has it; what it no longer fills in can still stand in a manifest. */
const metadataFields = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'clusterName',
];

/**
 * What every object has beside its spec. A namespace that is misspelt would leave a policy in another one. Gives its labels,
 * without those that are refused.
 */
export function refuseOtherParts(
  value: Record<string, unknown>,
  what: string,
  report: Report,
  specs: readonly string[] = ['spec'],
): Labels {
  refuseOtherFields(value, ['apiVersion', 'kind', 'metadata', ...specs, 'status'], what, report);
  const metadata = readMap(value, 'metadata', report);
  const inMetadata = report.at('metadata');
  refuseOtherFields(metadata, metadataFields, 'metadata', inMetadata);
  for (const [key, written] of Object.entries(readMap(metadata, 'annotations', inMetadata))) {
    if (typeof (written ?? '') === 'string') continue;
    inMetadata
      .at('annotations', key)
      .refuse(`The annotation ${key} must be a string, not ${describeValue(written)}.`, 'Put its value in quotes.');
  }
  if (nameOf(value) === '') {
    report.refuse('It has no name.', 'Write metadata.name, in quotes where it is a number or a word such as yes or n.');
  }
  return readLabels(metadata['labels'], inMetadata.at('labels'));
}

/** A map at a field; nothing and an absent one are the same to the API. */
export function readMap(value: Record<string, unknown>, field: string, report: Report): Record<string, unknown> {
  const map = value[field] ?? {};
  if (isRecord(map)) return map;
  report.at(field).refuse(`${field} must be a map.`, 'Write its fields below it.');
  return {};
}

/** Nothing and an absent list are the same to the API. */
export function readList(value: Record<string, unknown>, field: string, report: Report): readonly unknown[] {
  const list = value[field] ?? [];
  if (Array.isArray(list)) return list;
  report.at(field).refuse(`${field} must be a list.`, 'Write each entry as an item of a list.');
  return [];
}

/** Undefined where it is refused. */
export function readSelector(value: unknown, report: Report): LabelSelector | undefined {
  const selector = readLabelSelector(value);
  if (selector.ok) return selector.value;
  report.refuse(selector.failure, 'Correct the selector.');
  return undefined;
}

const mappedIpv4 = 0xffffn;

/** A prefix; an address alone is refused. Undefined where it is refused. */
export function readCidr(value: unknown, report: Report, takesHostBits = true): Cidr | undefined {
  const parsed = typeof value === 'string' && value.includes('/') ? parseCidr(value) : undefined;
  if (parsed === undefined || !parsed.ok) {
    report.refuse(
      `“${describeValue(value)}” is not an address range in CIDR notation.`,
      'Write it as 203.0.113.0/24, without leading zeros.',
    );
    return undefined;
  }
  const { range, hasHostBits, canonical } = parsed.value;
  if (range.family === 6 && range.first >> 32n === mappedIpv4) {
    report.refuse(`${canonical} is IPv4 written as IPv6, which plug-ins read differently.`, 'Write it as IPv4.');
  }
  if (hasHostBits && takesHostBits) {
    report.warn(`“${value as string}” is read as ${canonical}.`, 'Write the first address of the range.');
  } else if (hasHostBits) {
    report.refuse(`“${value as string}” has bits behind its mask.`, `Write ${canonical}.`);
  }
  return parsed.value;
}

export function isPortNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** As the API has it: up to 15 of a-z, 0-9 and single dashes between them, one of them a letter. */
const portName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function isPortName(value: unknown): value is string {
  return typeof value === 'string' && portName.test(value);
}
