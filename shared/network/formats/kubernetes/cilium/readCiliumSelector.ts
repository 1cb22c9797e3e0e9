import type { LabelSelector } from '../../../../catalog/labelSelector.ts';
import { isRecord } from '../../../jsonFields.ts';
import type { Report } from '../manifestObject.ts';
import { readSelector } from '../readFields.ts';
import { entities } from './ciliumPolicy.ts';
import type { Entity } from './ciliumPolicy.ts';

/** Labels of Kubernetes may be written with their source, which is left out here. */
const kubernetesSource = /^(?:k8s|any):/;

/** Undefined where it is refused: labels of other sources than Kubernetes are not judged. */
export function readCiliumSelector(value: unknown, report: Report): LabelSelector | undefined {
  if (!isRecord(value)) return readSelector(value, report);
  const { matchLabels, matchExpressions } = value;
  return readSelector(
    {
      ...value,
      ...(isRecord(matchLabels)
        ? { matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, label]) => [bare(key), label])) }
        : {}),
      ...(Array.isArray(matchExpressions)
        ? { matchExpressions: matchExpressions.map((one: unknown) => bareExpression(one)) }
        : {}),
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

/** The entity that a selector of one label such as `reserved:host` means; undefined for any other selector. */
export function reservedEntity(value: unknown): Entity | undefined {
  if (!isRecord(value)) return undefined;
  const labels = isRecord(value['matchLabels']) ? Object.keys(value['matchLabels']) : [];
  const expressions = Array.isArray(value['matchExpressions']) ? value['matchExpressions'] : [];
  const existing = expressions.flatMap((one: unknown) =>
    isRecord(one) && one['operator'] === 'Exists' && typeof one['key'] === 'string' ? [one['key']] : [],
  );
  const [key, ...others] = [...labels, ...existing];
  if (key === undefined || others.length > 0 || expressions.length !== existing.length) return undefined;
  return key.startsWith('reserved:') ? entities.find((entity) => `reserved:${entity}` === key) : undefined;
}
