import type { LabelSelector } from '../../../../catalog/labelSelector.ts';
import { isRecord } from '../../../../kernel/jsonFields.ts';
import type { Report } from '../manifestObject.ts';
import { readSelector } from '../readFields.ts';
import { entities } from './ciliumPolicy.ts';
import type { Entity } from './ciliumPolicy.ts';

/** Labels of Kubernetes may be written with their source, which is left out here. */
const kubernetesSource = /^(?:k8s|any):/;

/** Undefined where it is refused: labels of other sources than Kubernetes are not judged. */
export function readCiliumSelector(value: unknown, report: Report): LabelSelector | undefined {
  if (!isRecord(value)) return readSelector(value, report);
  const { matchLabels } = value;
  // Nothing and an absent list are the same to the API.
  const matchExpressions = value['matchExpressions'] ?? [];
  const labels = isRecord(matchLabels) ? Object.entries(matchLabels) : [];
  // The same label from several sources must have each of the values.
  const keys = labels.map(([key]) => bare(key));
  const again = labels.filter(([key], index) => keys.indexOf(bare(key)) < index);
  return readSelector(
    {
      ...value,
      ...(isRecord(matchLabels) && {
        matchLabels: Object.fromEntries(labels.toReversed().map(([key, label]) => [bare(key), label])),
      }),
      ...(Array.isArray(matchExpressions) && {
        matchExpressions: [
          ...matchExpressions.map((one: unknown) => bareExpression(one)),
          ...again.map(([key, label]) => ({ key: bare(key), operator: 'In', values: [label ?? ''] })),
        ],
      }),
    },
    report,
  );
}

function bare(key: string): string {
  return key.replace(kubernetesSource, '');
}

function bareExpression(expression: unknown): unknown {
  if (!isRecord(expression) || typeof expression['key'] !== 'string') return expression;
  return { ...expression, key: bare(expression['key']) };
}

/** Labels that Cilium gives to what is no pod, or not one yet: to nodes, to itself, to what its agent does not know yet. */
export const reservedPrefix = 'reserved:';

/** Whom a policy is for, which may be said by labels of Cilium's own as well. */
export function readSubjectSelector(value: unknown, report: Report): LabelSelector | undefined {
  if (!isRecord(value)) return readSelector(value, report);
  const { matchLabels, matchExpressions } = value;
  const labels = isRecord(matchLabels) ? Object.entries(matchLabels) : [];
  const expressions: readonly unknown[] = Array.isArray(matchExpressions) ? matchExpressions : [];
  const selector = readCiliumSelector(
    {
      ...value,
      ...(isRecord(matchLabels) && { matchLabels: Object.fromEntries(labels.filter(([key]) => !isReserved(key))) }),
      ...(Array.isArray(matchExpressions) && {
        matchExpressions: expressions.filter((one) => !(isRecord(one) && isReserved(one['key']))),
      }),
    },
    report,
  );
  // What a pod never has is asked of the selector as of any other label.
  const reserved = readSelector(
    {
      matchLabels: Object.fromEntries(
        labels.flatMap(([key, label]) => (isReserved(key) ? [[withoutPrefix(key), label]] : [])),
      ),
      matchExpressions: expressions.flatMap((one) =>
        isRecord(one) && isReserved(one['key']) ? [{ ...one, key: withoutPrefix(one['key']) }] : [],
      ),
    },
    report,
  );
  if (selector === undefined || reserved === undefined) return undefined;
  return [...selector, ...reserved.map((one) => ({ ...one, key: `${reservedPrefix}${one.key}` }))];
}

function isReserved(key: unknown): key is string {
  return typeof key === 'string' && key.startsWith(reservedPrefix);
}

function withoutPrefix(key: string): string {
  return key.slice(reservedPrefix.length);
}

/**
 * The entity that a selector of one label such as `reserved:host` means; undefined for any other selector. What `reserved:all`
 * selects differs by release, and `reserved:world-ipv4` by the families of addresses that are on. Nothing has a label of the
 * entities that hold others. Source: cilium pkg/identity/numericidentity.go, reservedIdentityLabels.
 */
export function reservedEntity(value: unknown): LabelledEntity | undefined {
  if (!isRecord(value)) return undefined;
  const labels = isRecord(value['matchLabels']) ? Object.entries(value['matchLabels']) : [];
  const expressions = Array.isArray(value['matchExpressions']) ? value['matchExpressions'] : [];
  const named = [
    ...labels.flatMap(([key, label]) => ((label ?? '') === '' ? [key] : [])),
    ...expressions.flatMap((one: unknown) => (isRecord(one) && one['operator'] === 'Exists' ? [one['key']] : [])),
  ];
  const [key] = named;
  if (named.length !== 1 || labels.length + expressions.length !== 1 || !isReserved(key)) return undefined;
  return entities
    .filter((entity) => entity !== 'all' && entity !== 'cluster' && entity !== 'cluster-mesh')
    .find((entity) => entity === withoutPrefix(key));
}

type LabelledEntity = Exclude<Entity, 'all' | 'cluster' | 'cluster-mesh'>;
