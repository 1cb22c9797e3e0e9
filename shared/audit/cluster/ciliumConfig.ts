import { fieldAt } from '../../evidence/objectFields.ts';
import { isRecord } from '../../network/jsonFields.ts';
import type { JsonRecord } from '../../network/jsonFields.ts';
import type { Assessment } from '../assessment.ts';
import { unknown } from '../assessment.ts';
import type { Evidence } from '../finding.ts';
import type { ClusterReading } from './clusterReading.ts';

/** What Cilium is told, as `key: value` of its ConfigMap. */
export interface CiliumConfig {
  readonly settings: JsonRecord;
  /** What these keys are set to. */
  evidence(...keys: readonly string[]): readonly Evidence[];
}

/** Judges what Cilium is told; without its ConfigMap that is unknown. */
export function assessCiliumConfig(
  cluster: ClusterReading<'configmaps'>,
  assess: (config: CiliumConfig) => Assessment,
): Assessment {
  const [map] = cluster.objects('configmaps');
  const settings = map && fieldAt(map, 'data');
  if (map === undefined || !isRecord(settings)) {
    return unknown('absent', {
      title: 'The settings of Cilium were not found',
      evidence: [{ text: 'There is no ConfigMap kube-system/cilium-config.', source: cluster.source('configmaps') }],
      remedy: 'See with cilium config view, where Cilium is installed in another way.',
    });
  }
  return assess({
    settings,
    evidence: (...keys) =>
      keys.map((key) => cluster.evidence('configmaps', map, `${key}: ${String(settings[key] ?? 'not set')}`)),
  });
}
