import type { ControlId, SafeguardId } from '../../catalog/catalog.ts';
import type { ClusterResourceId } from '../../evidence/clusterResources.ts';
import type { Assessment } from '../assessment.ts';
import { unknown } from '../assessment.ts';
import type { AuditCheck, AuditMaterial } from '../auditCheck.ts';
import { orAttested } from '../orAttested.ts';
import { severityOfRequirement } from '../severity.ts';
import { assessCluster } from './assessCluster.ts';
import type { ClusterQuestion } from './assessCluster.ts';
import type { ClusterReading } from './clusterReading.ts';

interface SafeguardCheckParts<Need extends ClusterResourceId> extends ClusterQuestion<Need> {
  readonly id: string;
  /** What holds where it passes, as a sentence. */
  readonly title: string;
  readonly safeguard: SafeguardId;
  /** The control that is in place where this check passes, and is not where it fails. */
  readonly proves?: ControlId;
  /** Its failures rest on all that it needs as well: what was not seen could be what is missed. */
  readonly failsOnlyOnAll?: true;
  assess(cluster: ClusterReading<Need>, material: AuditMaterial): Assessment;
}

/** A safeguard of the catalogue, asked of the cluster as a whole. Where the cluster leaves it open, a person's word counts. */
export function safeguardCheck<const Need extends ClusterResourceId>(parts: SafeguardCheckParts<Need>): AuditCheck {
  const { id, title, needs, proves } = parts;
  const requirement = `cluster.${parts.safeguard}` as const;
  return {
    id,
    title,
    needs,
    ...(proves !== undefined && { proves }),
    questions: (material) => {
      const safeguard = material.catalog.safeguards.find((one) => one.id === parts.safeguard);
      if (safeguard === undefined) throw new Error(`The catalogue has no safeguard ${parts.safeguard}.`);
      return [
        {
          requirement,
          subject: 'cluster',
          severity: severityOfRequirement[requirement],
          task: safeguard.task,
          assess: () => {
            const seen = assessCluster(parts, material, (cluster) => {
              const assessment = parts.assess(cluster, material);
              const isDoubtful = parts.failsOnlyOnAll === true && cluster.gaps().length > 0;
              return assessment.outcome === 'fail' && isDoubtful ? toUnknown(assessment) : assessment;
            });
            const attestable = { name: safeguard.title, requirement, key: requirement, decidedBy: seen.remedy };
            return orAttested(seen, attestable, material);
          },
        },
      ];
    },
  };
}

function toUnknown({ title, evidence, remedy }: Assessment): Assessment {
  return unknown('incomplete', { title, evidence, remedy });
}
