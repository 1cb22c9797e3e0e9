import type { ClusterResourceId } from '../../evidence/clusterResources.ts';
import type { Assessment } from '../assessment.ts';
import { unknown } from '../assessment.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import type { ClusterGap, ClusterReading } from './clusterReading.ts';
import { readCluster } from './clusterReading.ts';

/** What is asked about, and what of the cluster answers it. */
export interface ClusterQuestion<Need extends ClusterResourceId> {
  /** As a noun, for titles: `Readiness of the nodes`. */
  readonly about: string;
  readonly needs: readonly Need[];
}

export const lookAtTheCluster =
  'Look at the cluster: pdp audit with --context NAME where it can be reached, or with --snapshot FILE of what pdp snapshot collected there.';

/**
 * Asks the cluster. A pass, and any word that there is nothing, rest on everything that was looked for: where a part of it
 * could not be read, they become unknown and say which part. What was seen to be wrong is wrong, whatever else was not seen.
 */
export function assessCluster<const Need extends ClusterResourceId>(
  { about, needs }: ClusterQuestion<Need>,
  { cluster, planFile }: Pick<AuditMaterial, 'cluster' | 'planFile'>,
  assess: (cluster: ClusterReading<Need>) => Assessment,
): Assessment {
  if (cluster === undefined) {
    return {
      ...unknown('not-collected', {
        title: `${about}: no cluster was looked at`,
        evidence: [{ text: 'The audit was given no cluster and no snapshot of one.', source: planFile }],
        remedy: lookAtTheCluster,
      }),
      about,
      waitsFor: 'cluster',
    };
  }
  const reading = readCluster(cluster, needs);
  const assessment = assess(reading);
  const gaps = reading.gaps();
  const [first] = gaps;
  if (first === undefined || assessment.outcome === 'fail') return assessment;
  return unknown(first.because, {
    title: `${about}: not all of it could be read`,
    evidence: [...gaps.map(({ text, source }) => ({ text, source })), ...assessment.evidence],
    remedy: [...new Set(gaps.map(remedyOf))].join(' '),
  });
}

function remedyOf({ because, needs }: ClusterGap): string {
  switch (because) {
    case 'forbidden':
      return `Grant ${needs}, which is in the role that pdp rbac prints, and audit again.`;
    case 'not-collected':
      return `Collect the snapshot again, for this check as well: ${needs} is not in it.`;
    case 'failed':
    case 'incomplete':
      return `Audit again once ${needs} is answered in full.`;
  }
}
