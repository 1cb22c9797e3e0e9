import type { ControlId, TaskId } from '../../catalog/catalog.ts';
import type { ClusterResourceId } from '../../evidence/clusterResources.ts';
import type { Assessment } from '../assessment.ts';
import type { AuditCheck, AuditMaterial } from '../auditCheck.ts';
import type { Severity } from '../finding.ts';
import type { CatalogRequirement } from '../severity.ts';
import { severityOfRequirement } from '../severity.ts';
import type { ClusterQuestion } from './assessCluster.ts';
import { assessCluster } from './assessCluster.ts';
import type { ClusterReading } from './clusterReading.ts';

interface ClusterCheckParts<Need extends ClusterResourceId> extends ClusterQuestion<Need> {
  readonly id: string;
  /** What holds where it passes, as a sentence. */
  readonly title: string;
  readonly requirement: CatalogRequirement;
  readonly task: TaskId;
  /** The requirement's, unless less or more hangs on this. */
  readonly severity?: Severity;
  /** The control that is in place where this check passes, and is not where it fails. */
  readonly proves?: ControlId;
  assess(cluster: ClusterReading<Need>, material: AuditMaterial): Assessment;
}

/** A check that asks one question of the cluster as a whole; `assessCluster` says what becomes of it where not all was seen. */
export function clusterCheck<const Need extends ClusterResourceId>(parts: ClusterCheckParts<Need>): AuditCheck {
  const { id, title, requirement, task, severity = severityOfRequirement[requirement], needs, proves } = parts;
  return {
    id,
    title,
    needs,
    ...(proves !== undefined && { proves }),
    questions: (material) => [
      {
        requirement,
        subject: 'cluster',
        severity,
        task,
        assess: () => assessCluster(parts, material, (cluster) => parts.assess(cluster, material)),
      },
    ],
  };
}
