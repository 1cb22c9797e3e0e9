import { fieldAt, textAt } from '../../evidence/objectFields.ts';
import { parseGoBoolean } from '../../kernel/goBoolean.ts';
import { isRecord } from '../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../kernel/jsonFields.ts';
import type { Assessment } from '../assessment.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import { unknown } from '../assessment.ts';
import type { Evidence } from '../finding.ts';
import type { ClusterReading } from './clusterReading.ts';
import { noneOfCilium } from './noCilium.ts';

/** What Cilium is told, as `key: value` of its ConfigMap. */
export interface CiliumConfig {
  readonly settings: JsonRecord;
  /** As the agents read a switch; undefined where it is not set, or set to what is none. */
  isOn(key: string): boolean | undefined;
  /** What these keys are set to. */
  evidence(...keys: readonly string[]): readonly Evidence[];
}

/** Judges what Cilium is told; without its ConfigMap that is unknown. */
export function assessCiliumConfig(
  cluster: ClusterReading<'configmaps' | 'daemonsets.apps'>,
  material: Pick<AuditMaterial, 'requirements'>,
  assess: (config: CiliumConfig) => Assessment,
): Assessment {
  const [map] = cluster.objects('configmaps');
  const settings = map && fieldAt(map, 'data');
  if (map === undefined || !isRecord(settings)) {
    const none = noneOfCilium(cluster, material);
    const source = cluster.source('configmaps');
    return unknown('absent', {
      title: none.isOther ? none.title : 'The settings of Cilium were not found',
      evidence: [
        { text: 'There is no ConfigMap kube-system/cilium-config.', source },
        ...(none.isOther ? [{ text: none.text, source: cluster.source('daemonsets.apps') }] : []),
      ],
      remedy: none.isOther ? none.remedy : 'See with cilium config view, where Cilium is installed in another way.',
    });
  }
  return assess({
    settings,
    isOn: (key) => parseGoBoolean(textAt(settings, key) ?? ''),
    evidence: (...keys) =>
      keys.map((key) => cluster.evidence('configmaps', map, `${key}: ${String(settings[key] ?? 'not set')}`)),
  });
}
